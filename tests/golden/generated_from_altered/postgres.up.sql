-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index big on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "big";

-- zmig:step drop check ck_users_positive on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_positive";

-- zmig:step drop column users.twice (int)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may read it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "twice";

-- zmig:step alter column users.a: int32 -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "a" TYPE BIGINT USING "a"::BIGINT;

-- zmig:step add column users.twice (int)
-- zmig:hazard {"risk":"MEDIUM","reasons":["it is computed for every row, which rewrites the table and may fail on one"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- Computes the column for every row: the table is rewritten, and nobody else can use it meanwhile.
ALTER TABLE "users" ADD COLUMN "twice" BIGINT GENERATED ALWAYS AS (a * 2) STORED;

-- zmig:step add index big on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "big" ON "users" ("a") WHERE (a > 10);

-- zmig:step add check ck_users_positive on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_positive","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (a > 0)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_positive" CHECK (a > 0);
