-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index idx_users_nick on users
DROP INDEX "idx_users_nick";

-- zmig:step drop column users.nick (str)
ALTER TABLE "users" DROP COLUMN "nick";

-- zmig:step drop column users.age (int, required)
ALTER TABLE "users" DROP COLUMN "age";

-- zmig:step drop column users.born (date, required)
ALTER TABLE "users" DROP COLUMN "born";
