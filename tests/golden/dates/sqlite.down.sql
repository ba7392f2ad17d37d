-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column things.b: datetime -> date; alter column things.a: date -> datetime
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert","the table may be rewritten, and programs may rely on what was"],"loses":["what date does not hold of the values of things.b"],"down":"structure_only","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
-- zmig:check {"reason":"things.a does not convert to datetime","sql":"SELECT CAST(\"id\" AS TEXT), \"a\" FROM \"things\" WHERE \"a\" IS NOT NULL AND NOT (\"a\" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND \"a\" >= '0001' AND coalesce(date(\"a\", '+0 days') = \"a\", 0))"}
-- zmig:check {"reason":"things.b does not convert to date","sql":"SELECT CAST(\"id\" AS TEXT), \"b\" FROM \"things\" WHERE \"b\" IS NOT NULL AND (SELECT CASE WHEN zmig_d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND zmig_d >= '0001' AND coalesce(date(zmig_d, '+0 days') = zmig_d, 0) AND zmig_p IN ('T', 't', ' ') AND substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 18 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*')))) THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END || '+00:00' END FROM (SELECT zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, CASE length(zmig_z) WHEN 6 THEN zmig_z WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END AS zmig_o FROM (SELECT zmig_d, zmig_p, zmig_r, CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END AS zmig_z FROM (SELECT substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r FROM (SELECT \"b\" AS zmig_s))))) IS NULL"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.a does not convert to datetime" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "a" IS NOT NULL AND NOT ("a" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND "a" >= '0001' AND coalesce(date("a", '+0 days') = "a", 0));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.b does not convert to date" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "b" IS NOT NULL AND (SELECT CASE WHEN zmig_d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND zmig_d >= '0001' AND coalesce(date(zmig_d, '+0 days') = zmig_d, 0) AND zmig_p IN ('T', 't', ' ') AND substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 18 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*')))) THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END || '+00:00' END FROM (SELECT zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, CASE length(zmig_z) WHEN 6 THEN zmig_z WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END AS zmig_o FROM (SELECT zmig_d, zmig_p, zmig_r, CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END AS zmig_z FROM (SELECT substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r FROM (SELECT "b" AS zmig_s))))) IS NULL;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "a" DATETIME,
    "b" DATE
);
INSERT INTO "zmig_new_things" (
    "id",
    "a",
    "b"
)
SELECT
    "id",
    "a" || 'T00:00:00+00:00',
    substr((SELECT CASE WHEN zmig_d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND zmig_d >= '0001' AND coalesce(date(zmig_d, '+0 days') = zmig_d, 0) AND zmig_p IN ('T', 't', ' ') AND substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 18 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*')))) THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END || '+00:00' END FROM (SELECT zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, CASE length(zmig_z) WHEN 6 THEN zmig_z WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END AS zmig_o FROM (SELECT zmig_d, zmig_p, zmig_r, CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END AS zmig_z FROM (SELECT substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r FROM (SELECT "b" AS zmig_s))))), 1, 10)
FROM "things";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "things") - (SELECT count(*) FROM "zmig_new_things");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_things';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_things', seq FROM sqlite_sequence WHERE name = 'things';
DROP TABLE "things";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_things" RENAME TO "things";
PRAGMA legacy_alter_table = OFF;

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 4));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
