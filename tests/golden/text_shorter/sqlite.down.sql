-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column users.name: str(3) -> str; alter column users.n: str(2) -> int; alter column users.code: str(4) -> str(9)
-- zmig:hazard {"risk":"HIGH","reasons":["the table may be rewritten, and programs may rely on what was","values may change, or not convert"],"loses":["what int does not hold of the values of users.n"],"down":"structure_only","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds users
-- zmig:check {"reason":"users.n does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"n\" FROM \"users\" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(\"n\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.n does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim("n", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_users" (
    "id" INTEGER CONSTRAINT "pk_users" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR NOT NULL,
    "code" VARCHAR(9),
    "n" INTEGER
);
INSERT INTO "zmig_new_users" (
    "id",
    "name",
    "code",
    "n"
)
SELECT
    "id",
    "name",
    "code",
    CAST(trim("n", ' ' || char(9, 10, 11, 12, 13)) AS INTEGER)
FROM "users";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "users") - (SELECT count(*) FROM "zmig_new_users");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_users" RENAME TO "users";
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
