-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop column users.state (enum:users_state); drop column users.score (int, required); drop column users.nick (str)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.state","the values of users.score","the values of users.nick"],"down":"structure_only","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
ALTER TABLE "users" DROP COLUMN "nick";
ALTER TABLE "users" DROP COLUMN "score";
ALTER TABLE "users" DROP COLUMN "state";

-- zmig:step drop enum users_state
