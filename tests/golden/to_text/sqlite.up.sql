-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column things.a: bool -> text; alter column things.b: int -> text; alter column things.c: decimal(10,2) -> text; alter column things.d: float -> text; alter column things.e: date -> text; alter column things.f: time -> text; alter column things.g: datetime -> text; alter column things.h: uuid -> text; alter column things.i: enum:things_i -> text; alter column things.j: decimal(25,3) -> text
-- zmig:hazard {"risk":"HIGH","reasons":["the table may be rewritten, and programs may rely on what was","values may change, or not convert"],"loses":["what text does not hold of the values of things.d","what text does not hold of the values of things.f","what text does not hold of the values of things.g"],"down":"structure_only","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
-- zmig:check {"reason":"things.a does not convert to text","sql":"SELECT CAST(\"id\" AS TEXT), \"a\" FROM \"things\" WHERE \"a\" NOT IN (0, 1)"}
-- zmig:check {"reason":"things.b does not convert to text","sql":"SELECT CAST(\"id\" AS TEXT), \"b\" FROM \"things\" WHERE typeof(\"b\") NOT IN ('integer', 'null')"}
-- zmig:check {"reason":"things.c does not convert to text","sql":"SELECT CAST(\"id\" AS TEXT), \"c\" FROM \"things\" WHERE typeof(\"c\") NOT IN ('real', 'integer', 'null')"}
-- zmig:check {"reason":"things.d does not convert to text","sql":"SELECT CAST(\"id\" AS TEXT), \"d\" FROM \"things\" WHERE typeof(\"d\") NOT IN ('real', 'integer', 'null')"}
-- zmig:check {"reason":"things.g does not convert to text","sql":"SELECT CAST(\"id\" AS TEXT), \"g\" FROM \"things\" WHERE \"g\" IS NOT NULL AND (SELECT CASE WHEN zmig_d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND zmig_d >= '0001' AND coalesce(date(zmig_d, '+0 days') = zmig_d, 0) AND zmig_p IN ('T', 't', ' ') AND substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 18 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*')))) THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END || '+00:00' END FROM (SELECT zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, CASE length(zmig_z) WHEN 6 THEN zmig_z WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END AS zmig_o FROM (SELECT zmig_d, zmig_p, zmig_r, CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END AS zmig_z FROM (SELECT substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r FROM (SELECT \"g\" AS zmig_s))))) IS NULL"}
-- zmig:check {"reason":"things.j does not convert to text","sql":"SELECT CAST(\"id\" AS TEXT), \"j\" FROM \"things\" WHERE \"j\" IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT \"j\" AS zmig_s)))"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.a does not convert to text" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "a" NOT IN (0, 1);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.b does not convert to text" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE typeof("b") NOT IN ('integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.c does not convert to text" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE typeof("c") NOT IN ('real', 'integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.d does not convert to text" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE typeof("d") NOT IN ('real', 'integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.g does not convert to text" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "g" IS NOT NULL AND (SELECT CASE WHEN zmig_d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND zmig_d >= '0001' AND coalesce(date(zmig_d, '+0 days') = zmig_d, 0) AND zmig_p IN ('T', 't', ' ') AND substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 18 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*')))) THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END || '+00:00' END FROM (SELECT zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, CASE length(zmig_z) WHEN 6 THEN zmig_z WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END AS zmig_o FROM (SELECT zmig_d, zmig_p, zmig_r, CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END AS zmig_z FROM (SELECT substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r FROM (SELECT "g" AS zmig_s))))) IS NULL;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.j does not convert to text" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "j" IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT "j" AS zmig_s)));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "a" TEXT,
    "b" TEXT,
    "c" TEXT,
    "d" TEXT,
    "e" TEXT,
    "f" TEXT,
    "g" TEXT,
    "h" TEXT,
    "i" TEXT,
    "j" TEXT
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
    "h",
    "i",
    "j"
)
SELECT
    "id",
    CASE "a" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END,
    CAST("b" AS TEXT),
    CASE WHEN CASE WHEN "c" IS NOT NULL THEN printf('%.2f', "c") END IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CASE WHEN "c" IS NOT NULL THEN printf('%.2f', "c") END AS zmig_s))))))) END,
    CASE WHEN "d" IS NULL THEN NULL WHEN CAST(printf('%.15g', "d") AS REAL) = "d" THEN printf('%.15g', "d") WHEN CAST(printf(CASE WHEN abs("d") < 1e15 THEN '%.16g' ELSE '%.15e' END, "d") AS REAL) = "d" THEN printf(CASE WHEN abs("d") < 1e15 THEN '%.16g' ELSE '%.15e' END, "d") ELSE printf(CASE WHEN abs("d") < 1e15 THEN '%!.17g' ELSE '%!.16e' END, "d") END,
    "e",
    CASE WHEN instr("f", '.') > 0 THEN rtrim(rtrim("f", '0'), '.') ELSE "f" END,
    (SELECT substr(zmig_i, 1, 19) || '.' || substr(CASE WHEN substr(zmig_i, 20, 1) = '.' THEN substr(zmig_i, 21, instr(zmig_i, '+') - 21) ELSE '' END || '000000', 1, 6) || 'Z' FROM (SELECT (SELECT CASE WHEN zmig_d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND zmig_d >= '0001' AND coalesce(date(zmig_d, '+0 days') = zmig_d, 0) AND zmig_p IN ('T', 't', ' ') AND substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 18 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*')))) THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END || '+00:00' END FROM (SELECT zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, CASE length(zmig_z) WHEN 6 THEN zmig_z WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END AS zmig_o FROM (SELECT zmig_d, zmig_p, zmig_r, CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END AS zmig_z FROM (SELECT substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r FROM (SELECT "g" AS zmig_s))))) AS zmig_i)),
    lower("h"),
    "i",
    CASE WHEN "j" IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') END || '.' || substr(zmig_r, -3) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 3) AS zmig_k, substr(zmig_f, 4, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '0000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT "j" AS zmig_s))))))) END
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

-- zmig:step drop enum things_i

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 8));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
