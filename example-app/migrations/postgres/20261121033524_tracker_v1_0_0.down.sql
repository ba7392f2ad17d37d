-- zmig:file 1 down postgres 20261121033524_tracker_v1_0_0
-- zSchema.tracker v1.0.0 -> nothing

-- zmig:step drop table projects
DROP TABLE "projects";

-- zmig:step drop table members
DROP TABLE "members";
