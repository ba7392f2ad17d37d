-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename column users.boss to manager
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "boss" TO "manager";
ALTER TABLE "users" RENAME CONSTRAINT "fk_users_boss" TO "fk_users_manager";
ALTER INDEX "idx_users_boss" RENAME TO "idx_users_manager";

-- zmig:step rename column users.mail to email
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "mail" TO "email";
ALTER TABLE "users" RENAME CONSTRAINT "uq_users_mail" TO "uq_users_email";

-- zmig:step rename column users.state to mood
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "state" TO "mood";

-- zmig:step rename enum users_state to users_mood
ALTER TYPE "users_state" RENAME TO "users_mood";
