-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step find rows in the archives
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"zmig_archive_20251220120001_old_items//price","lock":"database","work":"scan"}]}
CREATE INDEX "zmig_ix_20251220120001_old_items//price" ON "zmig_archive_20251220120001_old_items//price" ("kind", "number");

-- zmig:step rename column items.no to number
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"items","lock":"database","work":"scan"}]}
ALTER TABLE "items" RENAME COLUMN "no" TO "number";

-- zmig:step rename column items.title to label
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"items","lock":"database","work":"scan"}]}
ALTER TABLE "items" RENAME COLUMN "title" TO "label";

-- zmig:step rename table items to old_items
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"items","lock":"database","work":"scan"}]}
ALTER TABLE "items" RENAME TO "old_items";

-- zmig:step add column keyless.b (str)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"keyless","lock":"database"}]}
ALTER TABLE "keyless" ADD COLUMN "b" VARCHAR;

-- zmig:step add column old_items.price (decimal(10,2), required)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs that insert rows do not know it"],"down":"exact","touches":[{"table":"old_items","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds old_items
CREATE TABLE "zmig_new_old_items" (
    "kind" TEXT NOT NULL CONSTRAINT "ck_old_items_kind_enum" CHECK ("kind" IN ('a', 'b')),
    "number" INTEGER NOT NULL,
    "label" VARCHAR,
    "price" DECIMAL(10,2) NOT NULL,
    CONSTRAINT "pk_old_items" PRIMARY KEY ("kind", "number")
);
INSERT INTO "zmig_new_old_items" (
    "kind",
    "number",
    "label",
    "price"
)
SELECT
    "kind",
    "number",
    "label",
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_old_items//price" zmig_kept WHERE zmig_kept."kind" = "old_items"."kind" AND zmig_kept."number" = "old_items"."number") THEN (SELECT zmig_kept."price" FROM "zmig_archive_20251220120001_old_items//price" zmig_kept WHERE zmig_kept."kind" = "old_items"."kind" AND zmig_kept."number" = "old_items"."number") ELSE 0 END)
FROM "old_items";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "old_items: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "old_items") - (SELECT count(*) FROM "zmig_new_old_items");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DROP TABLE "old_items";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_old_items" RENAME TO "old_items";
PRAGMA legacy_alter_table = OFF;

-- zmig:step drop the archives
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"zmig_archive_20251220120001_old_items//price","lock":"database"}]}
DROP TABLE "zmig_archive_20251220120001_old_items//price";

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 2));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
