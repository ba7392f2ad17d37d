-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step create enum things_i (x, y)

-- zmig:step alter column things.j: text -> decimal(25,3); alter column things.i: text -> enum:things_i; alter column things.h: text -> uuid; alter column things.g: text -> datetime; alter column things.f: text -> time; alter column things.e: text -> date; alter column things.d: text -> float; alter column things.c: text -> decimal(10,2); alter column things.b: text -> int; alter column things.a: text -> bool
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(25,3) does not hold of the values of things.j","what enum:things_i does not hold of the values of things.i","what uuid does not hold of the values of things.h","what datetime does not hold of the values of things.g","what time does not hold of the values of things.f","what date does not hold of the values of things.e","what float does not hold of the values of things.d","what decimal(10,2) does not hold of the values of things.c","what int does not hold of the values of things.b","what bool does not hold of the values of things.a"],"down":"structure_only","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
-- zmig:check {"reason":"things.a does not convert to bool","sql":"SELECT CAST(\"id\" AS TEXT), \"a\" FROM \"things\" WHERE lower(trim(\"a\", ' ' || char(9, 10, 11, 12, 13))) NOT IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1', 'f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0')"}
-- zmig:check {"reason":"things.b does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"b\" FROM \"things\" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(\"b\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))"}
-- zmig:check {"reason":"things.c does not convert to decimal(10,2)","sql":"SELECT CAST(\"id\" AS TEXT), \"c\" FROM \"things\" WHERE (trim(\"c\", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(\"c\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 8 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim(\"c\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) AS zmig_v))"}
-- zmig:check {"reason":"things.d does not convert to float","sql":"SELECT CAST(\"id\" AS TEXT), \"d\" FROM \"things\" WHERE (SELECT replace(zmig_m, '.', '') = '' OR zmig_m GLOB '*[^0-9.]*' OR length(zmig_m) - length(replace(zmig_m, '.', '')) > 1 OR (zmig_e > 0 AND (zmig_x = '' OR zmig_x GLOB '*[^0-9]*')) OR abs(CAST(zmig_s AS REAL)) > 1.7976931348623157e308 OR (CAST(zmig_s AS REAL) = 0 AND trim(replace(zmig_m, '.', ''), '0') <> '') FROM (SELECT zmig_s, zmig_e, zmig_m, CASE WHEN substr(zmig_t, 1, 1) IN ('+', '-') THEN substr(zmig_t, 2) ELSE zmig_t END AS zmig_x FROM (SELECT zmig_s, zmig_e, substr(zmig_u, 1, instr(zmig_u || 'e', 'e') - 1) AS zmig_m, substr(zmig_u, instr(zmig_u || 'e', 'e') + 1) AS zmig_t FROM (SELECT zmig_s, instr(zmig_s, 'e') AS zmig_e, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_u FROM (SELECT lower(trim(\"d\", ' ' || char(9, 10, 11, 12, 13))) AS zmig_s)))))"}
-- zmig:check {"reason":"things.e does not convert to date","sql":"SELECT CAST(\"id\" AS TEXT), \"e\" FROM \"things\" WHERE trim(\"e\", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND NOT (trim(\"e\", ' ' || char(9, 10, 11, 12, 13)) GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND trim(\"e\", ' ' || char(9, 10, 11, 12, 13)) >= '0001' AND coalesce(date(trim(\"e\", ' ' || char(9, 10, 11, 12, 13)), '+0 days') = trim(\"e\", ' ' || char(9, 10, 11, 12, 13)), 0))"}
-- zmig:check {"reason":"things.f does not convert to time","sql":"SELECT CAST(\"id\" AS TEXT), \"f\" FROM \"things\" WHERE \"f\" IS NOT NULL AND (SELECT NOT (substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 15 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*'))))) FROM (SELECT trim(\"f\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_t))"}
-- zmig:check {"reason":"things.g does not convert to datetime","sql":"SELECT CAST(\"id\" AS TEXT), \"g\" FROM \"things\" WHERE \"g\" IS NOT NULL AND (SELECT CASE WHEN zmig_d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND zmig_d >= '0001' AND coalesce(date(zmig_d, '+0 days') = zmig_d, 0) AND zmig_p IN ('T', 't', ' ') AND substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 15 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*')))) THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END || '+00:00' END FROM (SELECT zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, CASE length(zmig_z) WHEN 6 THEN zmig_z WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END AS zmig_o FROM (SELECT zmig_d, zmig_p, zmig_r, CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END AS zmig_z FROM (SELECT substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r FROM (SELECT trim(\"g\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))) IS NULL"}
-- zmig:check {"reason":"things.h does not convert to uuid","sql":"SELECT CAST(\"id\" AS TEXT), \"h\" FROM \"things\" WHERE (SELECT length(zmig_h) <> 32 OR zmig_h GLOB '*[^0-9a-f]*' OR NOT (length(zmig_s) IN (32, 34) OR zmig_s GLOB '????????-????-????-????-????????????' OR zmig_s GLOB '{????????-????-????-????-????????????}') FROM (SELECT lower(replace(replace(replace(\"h\", '-', ''), '{', ''), '}', '')) AS zmig_h, \"h\" AS zmig_s))"}
-- zmig:check {"reason":"things.i does not convert to enum:things_i","sql":"SELECT CAST(\"id\" AS TEXT), \"i\" FROM \"things\" WHERE \"i\" NOT IN ('x', 'y')"}
-- zmig:check {"reason":"things.j does not convert to decimal(25,3)","sql":"SELECT CAST(\"id\" AS TEXT), \"j\" FROM \"things\" WHERE (trim(\"j\", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(\"j\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 22 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') END || '.' || substr(zmig_r, -3) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 3) AS zmig_k, substr(zmig_f, 4, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '0000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim(\"j\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) AS zmig_v))"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.a does not convert to bool" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE lower(trim("a", ' ' || char(9, 10, 11, 12, 13))) NOT IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1', 'f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.b does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim("b", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.c does not convert to decimal(10,2)" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (trim("c", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim("c", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 8 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim("c", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) AS zmig_v));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.d does not convert to float" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (SELECT replace(zmig_m, '.', '') = '' OR zmig_m GLOB '*[^0-9.]*' OR length(zmig_m) - length(replace(zmig_m, '.', '')) > 1 OR (zmig_e > 0 AND (zmig_x = '' OR zmig_x GLOB '*[^0-9]*')) OR abs(CAST(zmig_s AS REAL)) > 1.7976931348623157e308 OR (CAST(zmig_s AS REAL) = 0 AND trim(replace(zmig_m, '.', ''), '0') <> '') FROM (SELECT zmig_s, zmig_e, zmig_m, CASE WHEN substr(zmig_t, 1, 1) IN ('+', '-') THEN substr(zmig_t, 2) ELSE zmig_t END AS zmig_x FROM (SELECT zmig_s, zmig_e, substr(zmig_u, 1, instr(zmig_u || 'e', 'e') - 1) AS zmig_m, substr(zmig_u, instr(zmig_u || 'e', 'e') + 1) AS zmig_t FROM (SELECT zmig_s, instr(zmig_s, 'e') AS zmig_e, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_u FROM (SELECT lower(trim("d", ' ' || char(9, 10, 11, 12, 13))) AS zmig_s)))));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.e does not convert to date" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE trim("e", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND NOT (trim("e", ' ' || char(9, 10, 11, 12, 13)) GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND trim("e", ' ' || char(9, 10, 11, 12, 13)) >= '0001' AND coalesce(date(trim("e", ' ' || char(9, 10, 11, 12, 13)), '+0 days') = trim("e", ' ' || char(9, 10, 11, 12, 13)), 0));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.f does not convert to time" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "f" IS NOT NULL AND (SELECT NOT (substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 15 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*'))))) FROM (SELECT trim("f", ' ' || char(9, 10, 11, 12, 13)) AS zmig_t));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.g does not convert to datetime" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "g" IS NOT NULL AND (SELECT CASE WHEN zmig_d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND zmig_d >= '0001' AND coalesce(date(zmig_d, '+0 days') = zmig_d, 0) AND zmig_p IN ('T', 't', ' ') AND substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 15 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*')))) THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END || '+00:00' END FROM (SELECT zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, CASE length(zmig_z) WHEN 6 THEN zmig_z WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END AS zmig_o FROM (SELECT zmig_d, zmig_p, zmig_r, CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END AS zmig_z FROM (SELECT substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r FROM (SELECT trim("g", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))) IS NULL;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.h does not convert to uuid" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (SELECT length(zmig_h) <> 32 OR zmig_h GLOB '*[^0-9a-f]*' OR NOT (length(zmig_s) IN (32, 34) OR zmig_s GLOB '????????-????-????-????-????????????' OR zmig_s GLOB '{????????-????-????-????-????????????}') FROM (SELECT lower(replace(replace(replace("h", '-', ''), '{', ''), '}', '')) AS zmig_h, "h" AS zmig_s));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.i does not convert to enum:things_i" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "i" NOT IN ('x', 'y');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.j does not convert to decimal(25,3)" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (trim("j", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim("j", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))) OR (SELECT length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > 22 FROM (SELECT (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') END || '.' || substr(zmig_r, -3) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 3) AS zmig_k, substr(zmig_f, 4, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '0000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim("j", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) AS zmig_v));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "a" BOOLEAN,
    "b" INTEGER,
    "c" DECIMAL(10,2),
    "d" DOUBLE,
    "e" DATE,
    "f" TIME,
    "g" DATETIME,
    "h" UUID_TEXT,
    "i" TEXT CONSTRAINT "ck_things_i_enum" CHECK ("i" IN ('x', 'y')),
    "j" DECIMAL_TEXT(25,3)
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
    CASE WHEN lower(trim("a", ' ' || char(9, 10, 11, 12, 13))) IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1') THEN 1 WHEN lower(trim("a", ' ' || char(9, 10, 11, 12, 13))) IN ('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0') THEN 0 END,
    CAST(trim("b", ' ' || char(9, 10, 11, 12, 13)) AS INTEGER),
    CAST(CASE WHEN trim("c", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim("c", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) END AS NUMERIC),
    CAST(trim("d", ' ' || char(9, 10, 11, 12, 13)) AS REAL),
    trim("e", ' ' || char(9, 10, 11, 12, 13)),
    CASE WHEN "f" IS NOT NULL THEN (SELECT substr(zmig_t || ':00', 1, 8) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END FROM (SELECT trim("f", ' ' || char(9, 10, 11, 12, 13)) AS zmig_t)) END,
    (SELECT CASE WHEN zmig_d GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND zmig_d >= '0001' AND coalesce(date(zmig_d, '+0 days') = zmig_d, 0) AND zmig_p IN ('T', 't', ' ') AND substr(zmig_t, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND zmig_t < '24' AND (length(zmig_t) = 5 OR (substr(zmig_t, 6, 3) GLOB ':[0-5][0-9]' AND (length(zmig_t) = 8 OR (substr(zmig_t, 9, 1) = '.' AND length(zmig_t) BETWEEN 10 AND 15 AND substr(zmig_t, 10) NOT GLOB '*[^0-9]*')))) THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o) || CASE WHEN rtrim(substr(zmig_t, 10, 6), '0') = '' THEN '' WHEN length(rtrim(substr(zmig_t, 10, 6), '0')) <= 3 THEN '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000', 1, 3) ELSE '.' || substr(rtrim(substr(zmig_t, 10, 6), '0') || '000000', 1, 6) END || '+00:00' END FROM (SELECT zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, CASE length(zmig_z) WHEN 6 THEN zmig_z WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END AS zmig_o FROM (SELECT zmig_d, zmig_p, zmig_r, CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END AS zmig_z FROM (SELECT substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r FROM (SELECT trim("g", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))),
    (SELECT substr(zmig_h, 1, 8) || '-' || substr(zmig_h, 9, 4) || '-' || substr(zmig_h, 13, 4) || '-' || substr(zmig_h, 17, 4) || '-' || substr(zmig_h, 21) FROM (SELECT lower(replace(replace(replace("h", '-', ''), '{', ''), '}', '')) AS zmig_h)),
    "i",
    CASE WHEN trim("j", ' ' || char(9, 10, 11, 12, 13)) IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 3), '0') END || '.' || substr(zmig_r, -3) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 3) AS zmig_k, substr(zmig_f, 4, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '0000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT trim("j", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))))) END
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 12));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
