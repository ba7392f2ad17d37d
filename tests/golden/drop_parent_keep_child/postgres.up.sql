-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop foreign key fk_posts_owner on posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"},{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_owner";

-- zmig:step drop table users
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of users"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP TABLE "users";
