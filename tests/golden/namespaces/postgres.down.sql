-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_users_favourite on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"},{"table":"sales.orders","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "fk_users_favourite";

-- zmig:step drop column users.favourite (int)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.favourite"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "favourite";

-- zmig:step drop table archive.orders
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of archive.orders"],"down":"structure_only","touches":[{"table":"archive.orders","lock":"access_exclusive"},{"table":"sales.orders","lock":"access_exclusive"}]}
DROP TABLE "archive"."orders";

-- zmig:step drop table sales.orders
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of sales.orders"],"down":"structure_only","touches":[{"table":"sales.orders","lock":"access_exclusive"},{"table":"users","lock":"access_exclusive"}]}
DROP TABLE "sales"."orders";

-- zmig:step drop domain sales.price
DROP DOMAIN "sales"."price";

-- zmig:step drop enum sales.orders_state
DROP TYPE "sales"."orders_state";

-- zmig:step drop enum sales.mood
DROP TYPE "sales"."mood";
