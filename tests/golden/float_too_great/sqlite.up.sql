-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column things.size: float -> decimal(20,4)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(20,4) does not hold of the values of things.size"],"down":"structure_only","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
-- zmig:check {"reason":"things.size does not convert to decimal(20,4)","sql":"SELECT CAST(\"id\" AS TEXT), \"size\" FROM \"things\" WHERE (typeof(\"size\") NOT IN ('real', 'integer', 'null') OR abs(\"size\") >= 1.797693134862315e308) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 16 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT (CASE WHEN \"size\" IS NOT NULL THEN printf('%.15f', CAST(printf('%.15g', \"size\") AS REAL)) END) AS zmig_s))))))) AS zmig_v))"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.size does not convert to decimal(20,4)" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (typeof("size") NOT IN ('real', 'integer', 'null') OR abs("size") >= 1.797693134862315e308) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 16 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT (CASE WHEN "size" IS NOT NULL THEN printf('%.15f', CAST(printf('%.15g', "size") AS REAL)) END) AS zmig_s))))))) AS zmig_v));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_things" (
    "id" INTEGER NOT NULL,
    "size" DECIMAL_TEXT(20,4),
    CONSTRAINT "pk_things" PRIMARY KEY ("id")
);
INSERT INTO "zmig_new_things" (
    "id",
    "size"
)
SELECT
    "id",
    CASE WHEN (CASE WHEN "size" IS NOT NULL THEN printf('%.15f', CAST(printf('%.15g', "size") AS REAL)) END) IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT (CASE WHEN "size" IS NOT NULL THEN printf('%.15f', CAST(printf('%.15g', "size") AS REAL)) END) AS zmig_s))))))) END
FROM "things";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "things") - (SELECT count(*) FROM "zmig_new_things");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 3));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
