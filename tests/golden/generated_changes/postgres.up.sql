-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index idx_users_twice on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "idx_users_twice";

-- zmig:step alter column users.sum: generation changes
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "sum" DROP EXPRESSION;

-- zmig:step alter column users.plain: generation changes
-- zmig:hazard {"risk":"HIGH","reasons":["computed values replace those that are there"],"loses":["the values of users.plain"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" DROP COLUMN "plain";
ALTER TABLE "users" ADD COLUMN "plain" BIGINT GENERATED ALWAYS AS (a + 5) STORED;

-- zmig:step alter column users.twice: generation changes
-- zmig:hazard {"risk":"HIGH","reasons":["computed values replace those that are there"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" DROP COLUMN "twice";
ALTER TABLE "users" ADD COLUMN "twice" BIGINT GENERATED ALWAYS AS (a * 3) STORED;

-- zmig:step add index idx_users_twice on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "idx_users_twice" ON "users" ("twice");
