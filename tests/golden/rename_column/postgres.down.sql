-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename enum users_mood to users_state
ALTER TYPE "users_mood" RENAME TO "users_state";

-- zmig:step rename column users.mood to state
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "mood" TO "state";

-- zmig:step rename column users.email to mail
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "email" TO "mail";
ALTER TABLE "users" RENAME CONSTRAINT "uq_users_email" TO "uq_users_mail";

-- zmig:step rename column users.manager to boss
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "manager" TO "boss";
ALTER TABLE "users" RENAME CONSTRAINT "fk_users_manager" TO "fk_users_boss";
ALTER INDEX "idx_users_manager" RENAME TO "idx_users_boss";
