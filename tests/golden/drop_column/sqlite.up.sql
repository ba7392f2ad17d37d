-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index idx_users_nick on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "idx_users_nick";

-- zmig:step drop column users.nick (str); drop column users.age (int, required); drop column users.born (date, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.nick","the values of users.age","the values of users.born"],"down":"structure_only","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
ALTER TABLE "users" DROP COLUMN "nick";
ALTER TABLE "users" DROP COLUMN "age";
ALTER TABLE "users" DROP COLUMN "born";
