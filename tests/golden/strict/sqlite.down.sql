-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step drop index idx_goods_more on goods
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"goods","lock":"database"}]}
DROP INDEX "idx_goods_more";

-- zmig:step change table was_strict: becomes strict
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact","touches":[{"table":"was_strict","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds was_strict
-- zmig:check {"reason":"was_strict.id holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"id\") FROM \"was_strict\" WHERE typeof(\"id\") NOT IN ('integer', 'null') AND NOT (typeof(\"id\") = 'real' AND \"id\" = CAST(\"id\" AS INTEGER))"}
-- zmig:check {"reason":"was_strict.at holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"at\") FROM \"was_strict\" WHERE typeof(\"at\") = 'blob'"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "was_strict.id holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "was_strict" WHERE typeof("id") NOT IN ('integer', 'null') AND NOT (typeof("id") = 'real' AND "id" = CAST("id" AS INTEGER));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "was_strict.at holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "was_strict" WHERE typeof("at") = 'blob';
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_was_strict" (
    "id" INTEGER NOT NULL,
    "at" TEXT,
    CONSTRAINT "pk_was_strict" PRIMARY KEY ("id")
) STRICT;
INSERT INTO "zmig_new_was_strict" (
    "id",
    "at"
)
SELECT
    "id",
    "at"
FROM "was_strict";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "was_strict: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "was_strict") - (SELECT count(*) FROM "zmig_new_was_strict");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DROP TABLE "was_strict";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_was_strict" RENAME TO "was_strict";
PRAGMA legacy_alter_table = OFF;

-- zmig:step change table goods: strict goes; drop column goods.more (uuid)
-- zmig:hazard {"risk":"HIGH","reasons":["a value of another type than its column's is refused","its data is lost"],"loses":["the values of goods.more"],"down":"structure_only","touches":[{"table":"goods","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds goods
CREATE TABLE "zmig_new_goods" (
    "id" INTEGER CONSTRAINT "pk_goods" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(20) NOT NULL,
    "price" DECIMAL(10,2) DEFAULT 0.00 NOT NULL,
    "dear" DECIMAL_TEXT(30,10),
    "sold" BOOLEAN DEFAULT 0 NOT NULL,
    "day" DATE,
    "state" TEXT DEFAULT 'draft' CONSTRAINT "ck_goods_state_enum" CHECK ("state" IN ('draft', 'live')),
    "size" DOUBLE,
    "photo" BLOB,
    "specs" JSON_TEXT
);
INSERT INTO "zmig_new_goods" (
    "id",
    "name",
    "price",
    "dear",
    "sold",
    "day",
    "state",
    "size",
    "photo",
    "specs"
)
SELECT
    "id",
    "name",
    "price",
    "dear",
    "sold",
    "day",
    "state",
    "size",
    "photo",
    "specs"
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
CREATE UNIQUE INDEX "uq_goods_name" ON "goods" ("name");

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 5));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
