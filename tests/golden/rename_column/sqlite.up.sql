-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename column users.boss to manager
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME COLUMN "boss" TO "manager";
DROP INDEX "idx_users_boss";
CREATE INDEX "idx_users_manager" ON "users" ("manager");

-- zmig:step rename column users.mail to email
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME COLUMN "mail" TO "email";
DROP INDEX "uq_users_mail";
CREATE UNIQUE INDEX "uq_users_email" ON "users" ("email");

-- zmig:step rename column users.state to mood
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME COLUMN "state" TO "mood";

-- zmig:step rename enum users_state to users_mood
