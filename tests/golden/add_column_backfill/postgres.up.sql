-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step add column users.rank (int, required)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs that insert rows do not know it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "rank" BIGINT DEFAULT 3 NOT NULL;
ALTER TABLE "users" ALTER COLUMN "rank" DROP DEFAULT;

-- zmig:step add column users.level (int, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ADD COLUMN "level" BIGINT;
UPDATE "users" SET "level" = (id * 10) WHERE "level" IS NULL;
ALTER TABLE "users" ALTER COLUMN "level" SET DEFAULT 1;
ALTER TABLE "users" ALTER COLUMN "level" SET NOT NULL;

-- zmig:step add column users.hint (str)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "hint" VARCHAR DEFAULT 'old';
ALTER TABLE "users" ALTER COLUMN "hint" DROP DEFAULT;
