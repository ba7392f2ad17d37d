-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop foreign key fk_posts_owner on posts
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_owner";

-- zmig:step drop table users
DROP TABLE "users";
