-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step create enum users_a (x, y)
CREATE TYPE "users_a" AS ENUM ('x', 'y');

-- zmig:step alter column users.b: enum:users_b -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users"
    ALTER COLUMN "b" DROP DEFAULT,
    ALTER COLUMN "b" TYPE VARCHAR USING "b"::TEXT,
    ALTER COLUMN "b" SET DEFAULT 'p';

-- zmig:step alter column users.a: str -> enum:users_a
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what enum:users_a does not hold of the values of users.a"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.a does not convert to enum:users_a","sql":"SELECT \"id\"::TEXT, \"a\"::TEXT FROM \"users\" t WHERE \"a\"::TEXT NOT IN ('x', 'y')"}
ALTER TABLE "users"
    ALTER COLUMN "a" DROP DEFAULT,
    ALTER COLUMN "a" TYPE "users_a" USING "a"::"users_a",
    ALTER COLUMN "a" SET DEFAULT 'x'::"users_a";

-- zmig:step drop enum users_b
DROP TYPE "users_b";
