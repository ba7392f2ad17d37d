-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop column users.state (enum:users_state)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.state"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "state";

-- zmig:step drop column users.score (int, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.score"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "score";

-- zmig:step drop column users.nick (str)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.nick"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "nick";

-- zmig:step drop enum users_state
DROP TYPE "users_state";
