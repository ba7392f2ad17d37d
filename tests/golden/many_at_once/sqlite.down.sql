-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step drop unique uq_users_a on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "uq_users_a";

-- zmig:step drop foreign key fk_users_owner on users; drop check ck_users_long on users; alter column users.c: decimal(20,4) -> decimal(6,2), default changes; alter column users.bee: text -> int, becomes required; alter column users.a: text -> str; drop column users.owner (int); drop column users.e (enum:users_e, required)
-- zmig:hazard {"risk":"HIGH","reasons":["rows are taken that were refused","values may change, or not convert","the table may be rewritten, and programs may rely on what was","its data is lost"],"loses":["what decimal(6,2) does not hold of the values of users.c","what int does not hold of the values of users.bee","the values of users.owner","the values of users.e"],"down":"structure_only","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds users
-- zmig:check {"reason":"users.bee does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"bee\" FROM \"users\" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(\"bee\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))"}
-- zmig:check {"reason":"users.bee is required and holds NULL","sql":"SELECT CAST(\"id\" AS TEXT), 'NULL' FROM \"users\" WHERE \"bee\" IS NULL"}
-- zmig:check {"reason":"users.c does not convert to decimal(6,2)","sql":"SELECT CAST(\"id\" AS TEXT), \"c\" FROM \"users\" WHERE (\"c\" IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT \"c\" AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 4 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT \"c\" AS zmig_s))))))) AS zmig_v))"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.bee does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim("bee", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.bee is required and holds NULL" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE "bee" IS NULL;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.c does not convert to decimal(6,2)" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE ("c" IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT "c" AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 4 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT "c" AS zmig_s))))))) AS zmig_v));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_users" (
    "id" INTEGER CONSTRAINT "pk_users" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "a" VARCHAR NOT NULL,
    "bee" INTEGER NOT NULL,
    "c" DECIMAL(6,2) DEFAULT 1.50
);
INSERT INTO "zmig_new_users" (
    "id",
    "a",
    "bee",
    "c"
)
SELECT
    "id",
    "a",
    CAST(trim("bee", ' ' || char(9, 10, 11, 12, 13)) AS INTEGER),
    CAST(CASE WHEN "c" IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT "c" AS zmig_s))))))) END AS NUMERIC)
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
CREATE INDEX "idx_users_bee" ON "users" ("bee");

-- zmig:step drop enum users_e

-- zmig:step rename column users.bee to b
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME COLUMN "bee" TO "b";
DROP INDEX "idx_users_bee";
CREATE INDEX "idx_users_b" ON "users" ("b");

-- zmig:step add column users.d (bool, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" ADD COLUMN "d" BOOLEAN DEFAULT 0 NOT NULL;

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 5));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
