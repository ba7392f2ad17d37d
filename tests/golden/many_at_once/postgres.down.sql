-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_users_owner on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "fk_users_owner";

-- zmig:step drop check ck_users_long on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_long";

-- zmig:step drop unique uq_users_a on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "uq_users_a";

-- zmig:step alter column users.c: decimal(20,4) -> decimal(6,2), default changes
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(6,2) does not hold of the values of users.c"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.c does not convert to decimal(6,2)","sql":"SELECT \"id\"::TEXT, \"c\"::TEXT FROM \"users\" t WHERE abs(round(nullif(\"c\", 'NaN')::NUMERIC, 2)) >= 1e4"}
ALTER TABLE "users"
    ALTER COLUMN "c" DROP DEFAULT,
    ALTER COLUMN "c" TYPE NUMERIC(6,2) USING "c"::NUMERIC(6,2),
    ALTER COLUMN "c" SET DEFAULT 1.50;

-- zmig:step alter column users.bee: text -> int, becomes required
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of users.bee"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.bee does not convert to int","sql":"SELECT \"id\"::TEXT, \"bee\"::TEXT FROM \"users\" t WHERE CASE WHEN \"bee\" IS NULL THEN FALSE WHEN \"bee\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"bee\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
-- zmig:check {"reason":"users.bee is required and holds NULL","sql":"SELECT \"id\"::TEXT, 'NULL' FROM \"users\" t WHERE \"bee\" IS NULL"}
ALTER TABLE "users" ALTER COLUMN "bee" TYPE BIGINT USING "bee"::BIGINT;
ALTER TABLE "users" ALTER COLUMN "bee" SET NOT NULL;

-- zmig:step alter column users.a: text -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ALTER COLUMN "a" TYPE VARCHAR;

-- zmig:step drop column users.owner (int)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.owner"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "owner";

-- zmig:step drop column users.e (enum:users_e, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.e"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "e";

-- zmig:step drop enum users_e
DROP TYPE "users_e";

-- zmig:step rename column users.bee to b
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "bee" TO "b";
ALTER INDEX "idx_users_bee" RENAME TO "idx_users_b";

-- zmig:step add column users.d (bool, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "d" BOOLEAN DEFAULT FALSE NOT NULL;
