-- zmig:file 1 down postgres 20261121033606_issues_v1_1_0
-- zSchema.issues v1.1.0 -> v1.0.0

-- zmig:step alter column issues.estimate: decimal(6,2) -> str
ALTER TABLE "issues" ALTER COLUMN "estimate" TYPE VARCHAR USING "estimate"::TEXT;
