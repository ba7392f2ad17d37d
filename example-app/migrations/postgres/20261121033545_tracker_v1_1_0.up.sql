-- zmig:file 1 up postgres 20261121033545_tracker_v1_1_0
-- zSchema.tracker v1.0.0 -> v1.1.0

-- zmig:step rename column members.handle to login
ALTER TABLE "members" RENAME COLUMN "handle" TO "login";
ALTER TABLE "members" RENAME CONSTRAINT "uq_members_handle" TO "uq_members_login";

-- zmig:step add column members.token (str)
ALTER TABLE "members" ADD COLUMN "token" VARCHAR;
COMMENT ON COLUMN "members"."token" IS 'what the command line signs in with';
