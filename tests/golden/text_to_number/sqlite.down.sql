-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column users.tiny: float32 -> str; alter column users.ratio: float -> str; alter column users.money: decimal(10,2) -> str; alter column users.huge: decimal(30,4) -> text
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert","the table may be rewritten, and programs may rely on what was"],"loses":["what str does not hold of the values of users.tiny","what str does not hold of the values of users.ratio"],"down":"structure_only","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds users
-- zmig:check {"reason":"users.money does not convert to str","sql":"SELECT CAST(\"id\" AS TEXT), \"money\" FROM \"users\" WHERE typeof(\"money\") NOT IN ('real', 'integer', 'null')"}
-- zmig:check {"reason":"users.huge does not convert to text","sql":"SELECT CAST(\"id\" AS TEXT), \"huge\" FROM \"users\" WHERE \"huge\" IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT \"huge\" AS zmig_s)))"}
-- zmig:check {"reason":"users.ratio does not convert to str","sql":"SELECT CAST(\"id\" AS TEXT), \"ratio\" FROM \"users\" WHERE typeof(\"ratio\") NOT IN ('real', 'integer', 'null')"}
-- zmig:check {"reason":"users.tiny does not convert to str","sql":"SELECT CAST(\"id\" AS TEXT), \"tiny\" FROM \"users\" WHERE typeof(\"tiny\") NOT IN ('real', 'integer', 'null')"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.money does not convert to str" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE typeof("money") NOT IN ('real', 'integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.huge does not convert to text" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE "huge" IS NOT NULL AND (SELECT replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1 FROM (SELECT CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT "huge" AS zmig_s)));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.ratio does not convert to str" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE typeof("ratio") NOT IN ('real', 'integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.tiny does not convert to str" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE typeof("tiny") NOT IN ('real', 'integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_users" (
    "id" INTEGER CONSTRAINT "pk_users" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "money" VARCHAR,
    "huge" TEXT,
    "ratio" VARCHAR,
    "tiny" VARCHAR
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
    CASE WHEN CASE WHEN "money" IS NOT NULL THEN printf('%.2f', "money") END IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 2), '0') END || '.' || substr(zmig_r, -2) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 2) AS zmig_k, substr(zmig_f, 3, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT CASE WHEN "money" IS NOT NULL THEN printf('%.2f', "money") END AS zmig_s))))))) END,
    CASE WHEN "huge" IS NOT NULL THEN (SELECT CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END || CASE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') WHEN '' THEN '0' ELSE ltrim(substr(zmig_r, 1, length(zmig_r) - 4), '0') END || '.' || substr(zmig_r, -4) FROM (SELECT zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r FROM (SELECT zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z FROM (SELECT zmig_g, '0' || zmig_w || substr(zmig_f, 1, 4) AS zmig_k, substr(zmig_f, 5, 1) >= '5' AS zmig_u FROM (SELECT zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '00000' AS zmig_f FROM (SELECT substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d FROM (SELECT "huge" AS zmig_s))))))) END,
    CASE WHEN "ratio" IS NULL THEN NULL WHEN CAST(printf('%.15g', "ratio") AS REAL) = "ratio" THEN printf('%.15g', "ratio") WHEN CAST(printf(CASE WHEN abs("ratio") < 1e15 THEN '%.16g' ELSE '%.15e' END, "ratio") AS REAL) = "ratio" THEN printf(CASE WHEN abs("ratio") < 1e15 THEN '%.16g' ELSE '%.15e' END, "ratio") ELSE printf(CASE WHEN abs("ratio") < 1e15 THEN '%!.17g' ELSE '%!.16e' END, "ratio") END,
    CASE WHEN "tiny" IS NULL THEN NULL WHEN abs(CAST(printf('%.6g', "tiny") AS REAL) - "tiny") <= abs("tiny") * 2.9e-8 THEN printf('%.6g', "tiny") WHEN abs(CAST(printf(CASE WHEN abs("tiny") < 1e6 THEN '%.7g' ELSE '%.6e' END, "tiny") AS REAL) - "tiny") <= abs("tiny") * 2.9e-8 THEN printf(CASE WHEN abs("tiny") < 1e6 THEN '%.7g' ELSE '%.6e' END, "tiny") WHEN abs(CAST(printf(CASE WHEN abs("tiny") < 1e6 THEN '%.8g' ELSE '%.7e' END, "tiny") AS REAL) - "tiny") <= abs("tiny") * 2.9e-8 THEN printf(CASE WHEN abs("tiny") < 1e6 THEN '%.8g' ELSE '%.7e' END, "tiny") ELSE printf(CASE WHEN abs("tiny") < 1e6 THEN '%.9g' ELSE '%.8e' END, "tiny") END
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
