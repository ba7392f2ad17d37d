-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column goods.worth: generation changes; alter column goods.fourfold: generation changes; alter column goods.thrice: generation changes; alter column goods.twice: generation changes; add column goods.half (int); add index by_half on goods
-- zmig:hazard {"risk":"HIGH","reasons":["the table may be rewritten, and programs may rely on what was","computed values replace those that are there","its expression may fail on a row"],"down":"exact","touches":[{"table":"goods","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds goods
CREATE TABLE "zmig_new_goods" (
    "id" INTEGER CONSTRAINT "pk_goods" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "price" INT NOT NULL,
    "stock" INT,
    "worth" INTEGER,
    "twice" INTEGER GENERATED ALWAYS AS (price * 2) STORED,
    "thrice" INTEGER GENERATED ALWAYS AS (price * 3) VIRTUAL,
    "fourfold" INTEGER GENERATED ALWAYS AS (price * 4 + 1) VIRTUAL,
    "half" INTEGER GENERATED ALWAYS AS (price / 2) VIRTUAL
);
INSERT INTO "zmig_new_goods" (
    "id",
    "price",
    "stock",
    "worth"
)
SELECT
    "id",
    "price",
    "stock",
    "worth"
FROM "goods";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "goods") - (SELECT count(*) FROM "zmig_new_goods");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_goods';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_goods', seq FROM sqlite_sequence WHERE name = 'goods';
DROP TABLE "goods";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_goods" RENAME TO "goods";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "by_half" ON "goods" ("half");

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
