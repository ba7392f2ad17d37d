-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter enum select_Group: add e\"f; alter column select.größe: becomes required; alter column select.order by: int -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row without a value is refused","the table may be rewritten, and programs may rely on what was"],"down":"structure_only","touches":[{"table":"select","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds select
-- zmig:check {"reason":"select.order by does not convert to str","sql":"SELECT CAST(\"id\" AS TEXT), \"order by\" FROM \"select\" WHERE typeof(\"order by\") NOT IN ('integer', 'null')"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "select.order by does not convert to str" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "select" WHERE typeof("order by") NOT IN ('integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_select" (
    "id" INTEGER CONSTRAINT "pk_select" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "order by" VARCHAR,
    "größe" VARCHAR NOT NULL,
    "Group" TEXT CONSTRAINT "ck_select_Group_enum" CHECK ("Group" IN ('a''b', 'c d', 'e\"f'))
);
INSERT INTO "zmig_new_select" (
    "id",
    "order by",
    "größe",
    "Group"
)
SELECT
    "id",
    CAST("order by" AS TEXT),
    coalesce("größe", ''),
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 3));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
