-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step create enum users_state (a, b)

-- zmig:step add column users.nick (str); add column users.score (int, required); add column users.state (enum:users_state)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" ADD COLUMN "nick" VARCHAR;
ALTER TABLE "users" ADD COLUMN "score" INTEGER DEFAULT 5 NOT NULL;
ALTER TABLE "users" ADD COLUMN "state" TEXT DEFAULT 'b' CONSTRAINT "ck_users_state_enum" CHECK ("state" IN ('a', 'b'));
