-- zmig:file 1 up postgres 20261121033634_issues_v2_1_0
-- zSchema.issues v2.0.0 -> v2.1.0

-- zmig:step create enum issues_state (open, in_progress, done)
CREATE TYPE "issues_state" AS ENUM ('open', 'in_progress', 'done');

-- zmig:step alter column issues.state: str -> enum:issues_state
-- zmig:check {"reason":"issues.state does not convert to enum:issues_state","sql":"SELECT \"id\"::TEXT, \"state\"::TEXT FROM \"issues\" t WHERE \"state\"::TEXT NOT IN ('open', 'in_progress', 'done')"}
ALTER TABLE "issues"
    ALTER COLUMN "state" DROP DEFAULT,
    ALTER COLUMN "state" TYPE "issues_state" USING "state"::"issues_state",
    ALTER COLUMN "state" SET DEFAULT 'open'::"issues_state";
