-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step create enum users_state (a, b)
CREATE TYPE "users_state" AS ENUM ('a', 'b');

-- zmig:step add column users.nick (str)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "nick" VARCHAR;

-- zmig:step add column users.score (int, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "score" BIGINT DEFAULT 5 NOT NULL;

-- zmig:step add column users.state (enum:users_state)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "state" "users_state" DEFAULT 'b'::"users_state";
