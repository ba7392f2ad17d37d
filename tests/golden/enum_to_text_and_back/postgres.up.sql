-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step create enum users_b (p, q)
CREATE TYPE "users_b" AS ENUM ('p', 'q');

-- zmig:step alter column users.a: enum:users_a -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users"
    ALTER COLUMN "a" DROP DEFAULT,
    ALTER COLUMN "a" TYPE VARCHAR USING "a"::TEXT,
    ALTER COLUMN "a" SET DEFAULT 'x';

-- zmig:step alter column users.b: str -> enum:users_b
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what enum:users_b does not hold of the values of users.b"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.b does not convert to enum:users_b","sql":"SELECT \"id\"::TEXT, \"b\"::TEXT FROM \"users\" t WHERE \"b\"::TEXT NOT IN ('p', 'q')"}
ALTER TABLE "users"
    ALTER COLUMN "b" DROP DEFAULT,
    ALTER COLUMN "b" TYPE "users_b" USING "b"::"users_b",
    ALTER COLUMN "b" SET DEFAULT 'p'::"users_b";

-- zmig:step drop enum users_a
DROP TYPE "users_a";
