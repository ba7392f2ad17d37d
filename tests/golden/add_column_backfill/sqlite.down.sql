-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop column users.hint (str); drop column users.level (int, required); drop column users.rank (int, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.hint","the values of users.level","the values of users.rank"],"down":"structure_only","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
ALTER TABLE "users" DROP COLUMN "rank";
ALTER TABLE "users" DROP COLUMN "level";
ALTER TABLE "users" DROP COLUMN "hint";
