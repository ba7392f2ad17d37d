-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column things.a: [int] -> [str]; alter column things.b: [str] -> [int]; alter column things.c: [str] -> [text]; alter column things.d: [bool] -> [text]
-- zmig:hazard {"risk":"HIGH","reasons":["the table may be rewritten, and programs may rely on what was","values may change, or not convert"],"loses":["what [int] does not hold of the values of things.b"],"down":"structure_only","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
-- zmig:check {"reason":"things.a does not convert to [str]","sql":"SELECT CAST(\"id\" AS TEXT), \"a\" FROM \"things\" WHERE CASE WHEN NOT json_valid(\"a\") OR json_type(\"a\") <> 'array' THEN 1 ELSE (SELECT coalesce(max(value IS NOT NULL AND (typeof(value) NOT IN ('integer', 'null'))), 0) FROM json_each(\"a\")) END"}
-- zmig:check {"reason":"things.b does not convert to [int]","sql":"SELECT CAST(\"id\" AS TEXT), \"b\" FROM \"things\" WHERE CASE WHEN NOT json_valid(\"b\") OR json_type(\"b\") <> 'array' THEN 1 ELSE (SELECT coalesce(max(value IS NOT NULL AND ((SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(value, ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))))), 0) FROM json_each(\"b\")) END"}
-- zmig:check {"reason":"things.c does not convert to [text]","sql":"SELECT CAST(\"id\" AS TEXT), \"c\" FROM \"things\" WHERE NOT json_valid(\"c\") OR json_type(\"c\") <> 'array'"}
-- zmig:check {"reason":"things.d does not convert to [text]","sql":"SELECT CAST(\"id\" AS TEXT), \"d\" FROM \"things\" WHERE CASE WHEN NOT json_valid(\"d\") OR json_type(\"d\") <> 'array' THEN 1 ELSE (SELECT coalesce(max(value IS NOT NULL AND (value NOT IN (0, 1))), 0) FROM json_each(\"d\")) END"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.a does not convert to [str]" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE CASE WHEN NOT json_valid("a") OR json_type("a") <> 'array' THEN 1 ELSE (SELECT coalesce(max(value IS NOT NULL AND (typeof(value) NOT IN ('integer', 'null'))), 0) FROM json_each("a")) END;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.b does not convert to [int]" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE CASE WHEN NOT json_valid("b") OR json_type("b") <> 'array' THEN 1 ELSE (SELECT coalesce(max(value IS NOT NULL AND ((SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(value, ' ' || char(9, 10, 11, 12, 13)) AS zmig_s)))))), 0) FROM json_each("b")) END;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.c does not convert to [text]" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE NOT json_valid("c") OR json_type("c") <> 'array';
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.d does not convert to [text]" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE CASE WHEN NOT json_valid("d") OR json_type("d") <> 'array' THEN 1 ELSE (SELECT coalesce(max(value IS NOT NULL AND (value NOT IN (0, 1))), 0) FROM json_each("d")) END;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "a" JSON_TEXT,
    "b" JSON_TEXT,
    "c" JSON_TEXT,
    "d" JSON_TEXT
);
INSERT INTO "zmig_new_things" (
    "id",
    "a",
    "b",
    "c",
    "d"
)
SELECT
    "id",
    CASE WHEN "a" IS NOT NULL THEN (SELECT json_group_array(CASE WHEN value IS NULL THEN NULL ELSE CAST(value AS TEXT) END) FROM json_each("a")) END,
    CASE WHEN "b" IS NOT NULL THEN (SELECT json_group_array(CASE WHEN value IS NULL THEN NULL ELSE CAST(trim(value, ' ' || char(9, 10, 11, 12, 13)) AS INTEGER) END) FROM json_each("b")) END,
    CASE WHEN "c" IS NOT NULL THEN (SELECT json_group_array(CASE WHEN value IS NULL THEN NULL ELSE value END) FROM json_each("c")) END,
    CASE WHEN "d" IS NOT NULL THEN (SELECT json_group_array(CASE WHEN value IS NULL THEN NULL ELSE CASE value WHEN 1 THEN 'true' WHEN 0 THEN 'false' END END) FROM json_each("d")) END
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 6));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
