-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step drop index by_half on goods
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"goods","lock":"database"}]}
DROP INDEX "by_half";

-- zmig:step drop column goods.half (int); alter column goods.twice: generation changes; alter column goods.thrice: generation changes; alter column goods.fourfold: generation changes; alter column goods.worth: generation changes
-- zmig:hazard {"risk":"HIGH","reasons":["programs may read it","computed values replace those that are there"],"loses":["the values of goods.worth"],"down":"structure_only","touches":[{"table":"goods","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds goods
CREATE TABLE "zmig_new_goods" (
    "id" INTEGER CONSTRAINT "pk_goods" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "price" INT NOT NULL,
    "stock" INT,
    "worth" INTEGER GENERATED ALWAYS AS (price * stock) VIRTUAL,
    "twice" INTEGER GENERATED ALWAYS AS (price * 2) VIRTUAL,
    "thrice" INTEGER GENERATED ALWAYS AS (price * 3) STORED,
    "fourfold" INTEGER GENERATED ALWAYS AS (price * 4) VIRTUAL
);
INSERT INTO "zmig_new_goods" (
    "id",
    "price",
    "stock"
)
SELECT
    "id",
    "price",
    "stock"
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
