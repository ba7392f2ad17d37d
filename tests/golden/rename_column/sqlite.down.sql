-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename enum users_mood to users_state

-- zmig:step rename column users.mood to state
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME COLUMN "mood" TO "state";

-- zmig:step rename column users.email to mail
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME COLUMN "email" TO "mail";
DROP INDEX "uq_users_email";
CREATE UNIQUE INDEX "uq_users_mail" ON "users" ("mail");

-- zmig:step rename column users.manager to boss
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME COLUMN "manager" TO "boss";
DROP INDEX "idx_users_manager";
CREATE INDEX "idx_users_boss" ON "users" ("boss");
