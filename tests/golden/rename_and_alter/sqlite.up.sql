-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step rename table users to people
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME TO "people";

-- zmig:step rename column people.years to age
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"people","lock":"database","work":"scan"}]}
ALTER TABLE "people" RENAME COLUMN "years" TO "age";

-- zmig:step drop check ck_users_sane on users; alter column people.age: str -> int; add check ck_people_sane on people
-- zmig:hazard {"risk":"HIGH","reasons":["rows are taken that were refused","values may change, or not convert","a row may not fit it"],"loses":["what int does not hold of the values of people.age"],"down":"structure_only","touches":[{"table":"people","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds people
-- zmig:check {"reason":"people.age does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"age\" FROM \"people\" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(\"age\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "people.age does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "people" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim("age", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_people" (
    "id" INTEGER CONSTRAINT "pk_people" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "age" INTEGER,
    CONSTRAINT "ck_people_sane" CHECK (age < 200)
);
INSERT INTO "zmig_new_people" (
    "id",
    "age"
)
SELECT
    "id",
    CAST(trim("age", ' ' || char(9, 10, 11, 12, 13)) AS INTEGER)
FROM "people";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "people: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "people") - (SELECT count(*) FROM "zmig_new_people");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_people';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_people', seq FROM sqlite_sequence WHERE name = 'people';
DROP TABLE "people";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_people" RENAME TO "people";
PRAGMA legacy_alter_table = OFF;

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
