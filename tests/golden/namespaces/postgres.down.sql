-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_users_favourite on users
ALTER TABLE "users" DROP CONSTRAINT "fk_users_favourite";

-- zmig:step drop column users.favourite (int)
ALTER TABLE "users" DROP COLUMN "favourite";

-- zmig:step drop table archive.orders
DROP TABLE "archive"."orders";

-- zmig:step drop table sales.orders
DROP TABLE "sales"."orders";

-- zmig:step drop domain sales.price
DROP DOMAIN "sales"."price";

-- zmig:step drop enum sales.orders_state
DROP TYPE "sales"."orders_state";

-- zmig:step drop enum sales.mood
DROP TYPE "sales"."mood";
