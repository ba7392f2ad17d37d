-- zmig:file 1 down postgres 20261121033525_issues_v1_0_0
-- zSchema.issues v1.0.0 -> nothing

-- zmig:step drop table issues
DROP TABLE "issues";
