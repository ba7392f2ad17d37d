-- zmig:file 1 up sqlite 20261121033545_tracker_v1_1_0
-- zSchema.tracker v1.0.0 -> v1.1.0

-- zmig:step rename column members.handle to login
ALTER TABLE "members" RENAME COLUMN "handle" TO "login";
DROP INDEX "uq_members_handle";
CREATE UNIQUE INDEX "uq_members_login" ON "members" ("login");

-- zmig:step add column members.token (str)
ALTER TABLE "members" ADD COLUMN "token" VARCHAR;
