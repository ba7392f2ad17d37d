-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column users.huge: text -> decimal(30,4); alter column users.money: str -> decimal(10,2); alter column users.ratio: str -> float; alter column users.tiny: str -> float32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(30,4) does not hold of the values of users.huge","what decimal(10,2) does not hold of the values of users.money","what float does not hold of the values of users.ratio","what float32 does not hold of the values of users.tiny"],"down":"structure_only","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds users
-- zmig:check {"reason":"users.money does not convert to decimal(10,2)","sql":"SELECT CAST(\"id\" AS TEXT), \"money\" FROM \"users\" WHERE (trim(\"money\", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(\"money\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 8 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim(\"money\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) AS zmig_v))"}
-- zmig:check {"reason":"users.huge does not convert to decimal(30,4)","sql":"SELECT CAST(\"id\" AS TEXT), \"huge\" FROM \"users\" WHERE (trim(\"huge\", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(\"huge\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 26 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim(\"huge\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) AS zmig_v))"}
-- zmig:check {"reason":"users.ratio does not convert to float","sql":"SELECT CAST(\"id\" AS TEXT), \"ratio\" FROM \"users\" WHERE (SELECT replace(zmig_m, '.', '') = '' OR zmig_m GLOB '*[^0-9.]*' OR length(zmig_m) - length(replace(zmig_m, '.', '')) > 1 OR (zmig_e > 0 AND (zmig_x = '' OR zmig_x GLOB '*[^0-9]*')) OR abs(CAST(zmig_s AS REAL)) > 1.7976931348623157e308 OR (CAST(zmig_s AS REAL) = 0 AND trim(replace(zmig_m, '.', ''), '0') <> '') FROM (SELECT zmig_s, zmig_e, zmig_m, CASE WHEN substr(zmig_t, 1, 1) IN ('+', '-') THEN substr(zmig_t, 2) ELSE zmig_t END AS zmig_x FROM (SELECT zmig_s, zmig_e, substr(zmig_u, 1, instr(zmig_u || 'e', 'e') - 1) AS zmig_m, substr(zmig_u, instr(zmig_u || 'e', 'e') + 1) AS zmig_t FROM (SELECT zmig_s, instr(zmig_s, 'e') AS zmig_e, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_u FROM (SELECT lower(trim(\"ratio\", ' ' || char(9, 10, 11, 12, 13))) AS zmig_s)))))"}
-- zmig:check {"reason":"users.tiny does not convert to float32","sql":"SELECT CAST(\"id\" AS TEXT), \"tiny\" FROM \"users\" WHERE (SELECT replace(zmig_m, '.', '') = '' OR zmig_m GLOB '*[^0-9.]*' OR length(zmig_m) - length(replace(zmig_m, '.', '')) > 1 OR (zmig_e > 0 AND (zmig_x = '' OR zmig_x GLOB '*[^0-9]*')) OR abs(CAST(zmig_s AS REAL)) > 3.4028235e38 OR (CAST(zmig_s AS REAL) = 0 AND trim(replace(zmig_m, '.', ''), '0') <> '') FROM (SELECT zmig_s, zmig_e, zmig_m, CASE WHEN substr(zmig_t, 1, 1) IN ('+', '-') THEN substr(zmig_t, 2) ELSE zmig_t END AS zmig_x FROM (SELECT zmig_s, zmig_e, substr(zmig_u, 1, instr(zmig_u || 'e', 'e') - 1) AS zmig_m, substr(zmig_u, instr(zmig_u || 'e', 'e') + 1) AS zmig_t FROM (SELECT zmig_s, instr(zmig_s, 'e') AS zmig_e, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_u FROM (SELECT lower(trim(\"tiny\", ' ' || char(9, 10, 11, 12, 13))) AS zmig_s)))))"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.money does not convert to decimal(10,2)" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE (trim("money", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim("money", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 8 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim("money", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) AS zmig_v));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.huge does not convert to decimal(30,4)" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE (trim("huge", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim("huge", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 26 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim("huge", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) AS zmig_v));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.ratio does not convert to float" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE (SELECT replace(zmig_m, '.', '') = '' OR zmig_m GLOB '*[^0-9.]*' OR length(zmig_m) - length(replace(zmig_m, '.', '')) > 1 OR (zmig_e > 0 AND (zmig_x = '' OR zmig_x GLOB '*[^0-9]*')) OR abs(CAST(zmig_s AS REAL)) > 1.7976931348623157e308 OR (CAST(zmig_s AS REAL) = 0 AND trim(replace(zmig_m, '.', ''), '0') <> '') FROM (SELECT zmig_s, zmig_e, zmig_m, CASE WHEN substr(zmig_t, 1, 1) IN ('+', '-') THEN substr(zmig_t, 2) ELSE zmig_t END AS zmig_x FROM (SELECT zmig_s, zmig_e, substr(zmig_u, 1, instr(zmig_u || 'e', 'e') - 1) AS zmig_m, substr(zmig_u, instr(zmig_u || 'e', 'e') + 1) AS zmig_t FROM (SELECT zmig_s, instr(zmig_s, 'e') AS zmig_e, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_u FROM (SELECT lower(trim("ratio", ' ' || char(9, 10, 11, 12, 13))) AS zmig_s)))));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.tiny does not convert to float32" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE (SELECT replace(zmig_m, '.', '') = '' OR zmig_m GLOB '*[^0-9.]*' OR length(zmig_m) - length(replace(zmig_m, '.', '')) > 1 OR (zmig_e > 0 AND (zmig_x = '' OR zmig_x GLOB '*[^0-9]*')) OR abs(CAST(zmig_s AS REAL)) > 3.4028235e38 OR (CAST(zmig_s AS REAL) = 0 AND trim(replace(zmig_m, '.', ''), '0') <> '') FROM (SELECT zmig_s, zmig_e, zmig_m, CASE WHEN substr(zmig_t, 1, 1) IN ('+', '-') THEN substr(zmig_t, 2) ELSE zmig_t END AS zmig_x FROM (SELECT zmig_s, zmig_e, substr(zmig_u, 1, instr(zmig_u || 'e', 'e') - 1) AS zmig_m, substr(zmig_u, instr(zmig_u || 'e', 'e') + 1) AS zmig_t FROM (SELECT zmig_s, instr(zmig_s, 'e') AS zmig_e, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_u FROM (SELECT lower(trim("tiny", ' ' || char(9, 10, 11, 12, 13))) AS zmig_s)))));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_users" (
    "id" INTEGER CONSTRAINT "pk_users" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "money" DECIMAL(10,2),
    "huge" DECIMAL_TEXT(30,4),
    "ratio" DOUBLE,
    "tiny" FLOAT
);
INSERT INTO "zmig_new_users" (
    "id",
    "money",
    "huge",
    "ratio",
    "tiny"
)
SELECT
    "id",
    CAST(CASE WHEN trim("money", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim("money", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) END AS NUMERIC),
    CASE WHEN trim("huge", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim("huge", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) END,
    CAST(trim("ratio", ' ' || char(9, 10, 11, 12, 13)) AS REAL),
    CAST(trim("tiny", ' ' || char(9, 10, 11, 12, 13)) AS REAL)
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 6));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
