-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop foreign key fk_users_boss on users
ALTER TABLE "users" DROP CONSTRAINT "fk_users_boss";

-- zmig:step drop unique uq_users_code on users
ALTER TABLE "users" DROP CONSTRAINT "uq_users_code";

-- zmig:step drop column users.boss (int)
ALTER TABLE "users" DROP COLUMN "boss";

-- zmig:step drop column users.code (str)
ALTER TABLE "users" DROP COLUMN "code";
