-- no-transaction
-- zmig:file 1 down sqlite 20261121033634_issues_v2_1_0
-- zmig:foreign-keys-off
-- zSchema.issues v2.1.0 -> v2.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column issues.state: enum:issues_state -> str
-- zmig:rebuilds issues
CREATE TABLE "zmig_new_issues" (
    "id" INTEGER CONSTRAINT "pk_issues" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "project_id" INTEGER NOT NULL,
    "reporter" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "body" VARCHAR,
    "state" VARCHAR DEFAULT 'open' NOT NULL,
    "estimate" DECIMAL(6,2),
    "opened_at" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00') NOT NULL,
    CONSTRAINT "fk_issues_project_id" FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE,
    CONSTRAINT "fk_issues_reporter" FOREIGN KEY ("reporter") REFERENCES "members" ("id")
);
INSERT INTO "zmig_new_issues" (
    "id",
    "project_id",
    "reporter",
    "title",
    "body",
    "state",
    "estimate",
    "opened_at"
)
SELECT
    "id",
    "project_id",
    "reporter",
    "title",
    "body",
    "state",
    "estimate",
    "opened_at"
FROM "issues";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "issues: every row is copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "issues") - (SELECT count(*) FROM "zmig_new_issues");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_issues';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_issues', seq FROM sqlite_sequence WHERE name = 'issues';
DROP TABLE "issues";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_issues" RENAME TO "issues";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "idx_issues_project_id_state" ON "issues" ("project_id", "state");

-- zmig:step drop enum issues_state

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 2));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
