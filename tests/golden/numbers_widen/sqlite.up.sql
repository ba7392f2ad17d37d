-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column things.a: int16 -> int32; alter column things.b: int32 -> int; alter column things.c: decimal(8,2) -> decimal(12,4); alter column things.d: float32 -> float; alter column things.e: bool -> int; alter column things.f: int32 -> float; alter column things.g: int16 -> decimal(20,3); alter column things.h: decimal(15,2) -> decimal(25,5)
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
-- zmig:check {"reason":"things.a does not convert to int32","sql":"SELECT CAST(\"id\" AS TEXT), \"a\" FROM \"things\" WHERE typeof(\"a\") NOT IN ('integer', 'null') OR \"a\" NOT BETWEEN -2147483648 AND 2147483647"}
-- zmig:check {"reason":"things.b does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"b\" FROM \"things\" WHERE typeof(\"b\") NOT IN ('integer', 'null')"}
-- zmig:check {"reason":"things.c does not convert to decimal(12,4)","sql":"SELECT CAST(\"id\" AS TEXT), \"c\" FROM \"things\" WHERE (typeof(\"c\") NOT IN ('real', 'integer', 'null')) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 8 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CASE WHEN \"c\" IS NOT NULL THEN printf('%.2f', \"c\") END AS zmig_s))))))) AS zmig_v))"}
-- zmig:check {"reason":"things.d does not convert to float","sql":"SELECT CAST(\"id\" AS TEXT), \"d\" FROM \"things\" WHERE typeof(\"d\") NOT IN ('real', 'integer', 'null')"}
-- zmig:check {"reason":"things.e does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"e\" FROM \"things\" WHERE \"e\" NOT IN (0, 1)"}
-- zmig:check {"reason":"things.f does not convert to float","sql":"SELECT CAST(\"id\" AS TEXT), \"f\" FROM \"things\" WHERE typeof(\"f\") NOT IN ('integer', 'null')"}
-- zmig:check {"reason":"things.g does not convert to decimal(20,3)","sql":"SELECT CAST(\"id\" AS TEXT), \"g\" FROM \"things\" WHERE (typeof(\"g\") NOT IN ('integer', 'null')) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 17 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') END || '.' || substr(zmig_r, -3) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 3) AS zmig_k, substr(zmig_f, 4, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '0000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CAST(\"g\" AS TEXT) AS zmig_s))))))) AS zmig_v))"}
-- zmig:check {"reason":"things.h does not convert to decimal(25,5)","sql":"SELECT CAST(\"id\" AS TEXT), \"h\" FROM \"things\" WHERE (typeof(\"h\") NOT IN ('real', 'integer', 'null')) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 20 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 5), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 5), '0') END || '.' || substr(zmig_r, -5) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 5) AS zmig_k, substr(zmig_f, 6, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CASE WHEN \"h\" IS NOT NULL THEN printf('%.2f', \"h\") END AS zmig_s))))))) AS zmig_v))"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.a does not convert to int32" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE typeof("a") NOT IN ('integer', 'null') OR "a" NOT BETWEEN -2147483648 AND 2147483647;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.b does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE typeof("b") NOT IN ('integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.c does not convert to decimal(12,4)" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (typeof("c") NOT IN ('real', 'integer', 'null')) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 8 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CASE WHEN "c" IS NOT NULL THEN printf('%.2f', "c") END AS zmig_s))))))) AS zmig_v));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.d does not convert to float" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE typeof("d") NOT IN ('real', 'integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.e does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "e" NOT IN (0, 1);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.f does not convert to float" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE typeof("f") NOT IN ('integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.g does not convert to decimal(20,3)" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (typeof("g") NOT IN ('integer', 'null')) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 17 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') END || '.' || substr(zmig_r, -3) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 3) AS zmig_k, substr(zmig_f, 4, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '0000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CAST("g" AS TEXT) AS zmig_s))))))) AS zmig_v));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.h does not convert to decimal(25,5)" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (typeof("h") NOT IN ('real', 'integer', 'null')) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 20 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 5), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 5), '0') END || '.' || substr(zmig_r, -5) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 5) AS zmig_k, substr(zmig_f, 6, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CASE WHEN "h" IS NOT NULL THEN printf('%.2f', "h") END AS zmig_s))))))) AS zmig_v));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "a" INT,
    "b" INTEGER,
    "c" DECIMAL(12,4),
    "d" DOUBLE,
    "e" INTEGER,
    "f" DOUBLE,
    "g" DECIMAL_TEXT(20,3),
    "h" DECIMAL_TEXT(25,5)
);
INSERT INTO "zmig_new_things" (
    "id",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h"
)
SELECT
    "id",
    "a",
    "b",
    CAST(CASE WHEN CASE WHEN "c" IS NOT NULL THEN printf('%.2f', "c") END IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CASE WHEN "c" IS NOT NULL THEN printf('%.2f', "c") END AS zmig_s))))))) END AS NUMERIC),
    "d",
    "e",
    CAST("f" AS REAL),
    CASE WHEN CAST("g" AS TEXT) IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') END || '.' || substr(zmig_r, -3) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 3) AS zmig_k, substr(zmig_f, 4, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '0000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CAST("g" AS TEXT) AS zmig_s))))))) END,
    CASE WHEN CASE WHEN "h" IS NOT NULL THEN printf('%.2f', "h") END IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 5), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 5), '0') END || '.' || substr(zmig_r, -5) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 5) AS zmig_k, substr(zmig_f, 6, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CASE WHEN "h" IS NOT NULL THEN printf('%.2f', "h") END AS zmig_s))))))) END
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 10));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
