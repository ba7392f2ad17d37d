-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column select.order by: str -> int; alter column select.größe: becomes nullable; alter enum select_Group: drop e\"f
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert","rows may have a value that goes"],"loses":["what int does not hold of the values of select.order by"],"down":"structure_only","touches":[{"table":"select","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds select
-- zmig:check {"reason":"select.order by does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"order by\" FROM \"select\" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim(\"order by\", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))))"}
-- zmig:check {"reason":"select.Group holds a value that enum select_Group no longer has","sql":"SELECT CAST(\"id\" AS TEXT), \"Group\" FROM \"select\" WHERE \"Group\" NOT IN ('a''b', 'c d')"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "select.order by does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "select" WHERE (SELECT zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n OR CAST(zmig_s AS INTEGER) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 FROM (SELECT zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n FROM (SELECT zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d FROM (SELECT trim("order by", ' ' || char(9, 10, 11, 12, 13)) AS zmig_s))));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "select.Group holds a value that enum select_Group no longer has" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "select" WHERE "Group" NOT IN ('a''b', 'c d');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_select" (
    "id" INTEGER CONSTRAINT "pk_select" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "order by" INTEGER,
    "größe" VARCHAR,
    "Group" TEXT CONSTRAINT "ck_select_Group_enum" CHECK ("Group" IN ('a''b', 'c d'))
);
INSERT INTO "zmig_new_select" (
    "id",
    "order by",
    "größe",
    "Group"
)
SELECT
    "id",
    CAST(trim("order by", ' ' || char(9, 10, 11, 12, 13)) AS INTEGER),
    "größe",
    "Group"
FROM "select";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "select: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "select") - (SELECT count(*) FROM "zmig_new_select");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_select';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_select', seq FROM sqlite_sequence WHERE name = 'select';
DROP TABLE "select";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_select" RENAME TO "select";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "idx_select_order_by" ON "select" ("order by");
CREATE UNIQUE INDEX "uq_select_größe" ON "select" ("größe");

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 4));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
