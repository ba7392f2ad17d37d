-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop column users.hint (str)
ALTER TABLE "users" DROP COLUMN "hint";

-- zmig:step drop column users.level (int, required)
ALTER TABLE "users" DROP COLUMN "level";

-- zmig:step drop column users.rank (int, required)
ALTER TABLE "users" DROP COLUMN "rank";
