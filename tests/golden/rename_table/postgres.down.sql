-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename enum people_state to users_state
ALTER TYPE "people_state" RENAME TO "users_state";

-- zmig:step rename table people to users
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"people","lock":"access_exclusive"}]}
ALTER TABLE "people" RENAME TO "users";
ALTER TABLE "users" RENAME CONSTRAINT "pk_people" TO "pk_users";
ALTER TABLE "users" RENAME CONSTRAINT "uq_people_email" TO "uq_users_email";
ALTER TABLE "users" RENAME CONSTRAINT "fk_people_boss" TO "fk_users_boss";
ALTER INDEX "idx_people_email" RENAME TO "idx_users_email";
