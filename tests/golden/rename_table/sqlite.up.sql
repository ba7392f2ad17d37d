-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename table users to people
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME TO "people";
DROP INDEX "uq_users_email";
CREATE UNIQUE INDEX "uq_people_email" ON "people" ("email");
DROP INDEX "idx_users_email";
CREATE INDEX "idx_people_email" ON "people" ("email");

-- zmig:step rename enum users_state to people_state
