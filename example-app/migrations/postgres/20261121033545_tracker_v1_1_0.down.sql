-- zmig:file 1 down postgres 20261121033545_tracker_v1_1_0
-- zSchema.tracker v1.1.0 -> v1.0.0

-- zmig:step drop column members.token (str)
ALTER TABLE "members" DROP COLUMN "token";

-- zmig:step rename column members.login to handle
ALTER TABLE "members" RENAME COLUMN "login" TO "handle";
ALTER TABLE "members" RENAME CONSTRAINT "uq_members_login" TO "uq_members_handle";
