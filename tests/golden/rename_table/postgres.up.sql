-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename table users to people
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME TO "people";
ALTER TABLE "people" RENAME CONSTRAINT "pk_users" TO "pk_people";
ALTER TABLE "people" RENAME CONSTRAINT "uq_users_email" TO "uq_people_email";
ALTER TABLE "people" RENAME CONSTRAINT "fk_users_boss" TO "fk_people_boss";
ALTER INDEX "idx_users_email" RENAME TO "idx_people_email";

-- zmig:step rename enum users_state to people_state
ALTER TYPE "users_state" RENAME TO "people_state";
