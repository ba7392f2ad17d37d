-- zmig:file 1 down sqlite 20261121033545_tracker_v1_1_0
-- zSchema.tracker v1.1.0 -> v1.0.0

-- zmig:step rename column members.login to handle
ALTER TABLE "members" RENAME COLUMN "login" TO "handle";
DROP INDEX "uq_members_login";
CREATE UNIQUE INDEX "uq_members_handle" ON "members" ("handle");

-- zmig:step drop column members.token (str)
ALTER TABLE "members" DROP COLUMN "token";
