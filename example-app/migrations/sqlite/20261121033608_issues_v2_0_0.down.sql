-- zmig:file 1 down sqlite 20261121033608_issues_v2_0_0
-- zSchema.issues v2.0.0 -> v1.1.0

-- zmig:step add column issues.legacy_ref (str)
ALTER TABLE "issues" ADD COLUMN "legacy_ref" VARCHAR;
