-- zmig:file 1 up sqlite 20261121033608_issues_v2_0_0
-- zSchema.issues v1.1.0 -> v2.0.0

-- zmig:step drop column issues.legacy_ref (str)
ALTER TABLE "issues" DROP COLUMN "legacy_ref";
