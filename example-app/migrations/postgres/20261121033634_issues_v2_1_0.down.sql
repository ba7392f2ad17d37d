-- zmig:file 1 down postgres 20261121033634_issues_v2_1_0
-- zSchema.issues v2.1.0 -> v2.0.0

-- zmig:step alter column issues.state: enum:issues_state -> str
ALTER TABLE "issues"
    ALTER COLUMN "state" DROP DEFAULT,
    ALTER COLUMN "state" TYPE VARCHAR USING "state"::TEXT,
    ALTER COLUMN "state" SET DEFAULT 'open';

-- zmig:step drop enum issues_state
DROP TYPE "issues_state";
