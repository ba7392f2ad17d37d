-- no-transaction
-- zmig:file 1 down sqlite 20261121033606_issues_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.issues v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column issues.estimate: decimal(6,2) -> str
-- zmig:rebuilds issues
-- zmig:check {"reason":"issues.estimate does not convert to str","sql":"SELECT CAST(\"id\" AS TEXT), \"estimate\" FROM \"issues\" WHERE typeof(\"estimate\") NOT IN ('real', 'integer', 'null')"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "issues.estimate does not convert to str" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "issues" WHERE typeof("estimate") NOT IN ('real', 'integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_issues" (
    "id" INTEGER CONSTRAINT "pk_issues" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "project_id" INTEGER NOT NULL,
    "reporter" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "body" VARCHAR,
    "state" VARCHAR DEFAULT 'open' NOT NULL,
    "estimate" VARCHAR,
    "opened_at" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00') NOT NULL,
    "legacy_ref" VARCHAR,
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
    "opened_at",
    "legacy_ref"
)
SELECT
    "id",
    "project_id",
    "reporter",
    "title",
    "body",
    "state",
    CASE WHEN printf('%.2f', "estimate") IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT printf('%.2f', "estimate") AS zmig_s))))))) END,
    "opened_at",
    "legacy_ref"
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

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 3));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
