-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename enum people_state to users_state

-- zmig:step rename table people to users
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"people","lock":"database","work":"scan"}]}
ALTER TABLE "people" RENAME TO "users";
DROP INDEX "uq_people_email";
CREATE UNIQUE INDEX "uq_users_email" ON "users" ("email");
DROP INDEX "idx_people_email";
CREATE INDEX "idx_users_email" ON "users" ("email");
