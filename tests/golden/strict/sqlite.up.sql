-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step add column goods.more (uuid); add index idx_goods_more on goods; change table goods: becomes strict
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact","touches":[{"table":"goods","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds goods
-- zmig:check {"reason":"goods.id holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"id\") FROM \"goods\" WHERE typeof(\"id\") NOT IN ('integer', 'null') AND NOT (typeof(\"id\") = 'real' AND \"id\" = CAST(\"id\" AS INTEGER))"}
-- zmig:check {"reason":"goods.name holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"name\") FROM \"goods\" WHERE typeof(\"name\") = 'blob'"}
-- zmig:check {"reason":"goods.price holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"price\") FROM \"goods\" WHERE typeof(\"price\") NOT IN ('integer', 'real', 'null')"}
-- zmig:check {"reason":"goods.dear holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"dear\") FROM \"goods\" WHERE typeof(\"dear\") = 'blob'"}
-- zmig:check {"reason":"goods.sold holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"sold\") FROM \"goods\" WHERE typeof(\"sold\") NOT IN ('integer', 'null') AND NOT (typeof(\"sold\") = 'real' AND \"sold\" = CAST(\"sold\" AS INTEGER))"}
-- zmig:check {"reason":"goods.day holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"day\") FROM \"goods\" WHERE typeof(\"day\") = 'blob'"}
-- zmig:check {"reason":"goods.state holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"state\") FROM \"goods\" WHERE typeof(\"state\") = 'blob'"}
-- zmig:check {"reason":"goods.size holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"size\") FROM \"goods\" WHERE typeof(\"size\") NOT IN ('integer', 'real', 'null')"}
-- zmig:check {"reason":"goods.photo holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"photo\") FROM \"goods\" WHERE typeof(\"photo\") NOT IN ('blob', 'null')"}
-- zmig:check {"reason":"goods.specs holds a value of another type, which a strict table refuses","sql":"SELECT CAST(\"id\" AS TEXT), quote(\"specs\") FROM \"goods\" WHERE typeof(\"specs\") = 'blob'"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.id holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("id") NOT IN ('integer', 'null') AND NOT (typeof("id") = 'real' AND "id" = CAST("id" AS INTEGER));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.name holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("name") = 'blob';
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.price holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("price") NOT IN ('integer', 'real', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.dear holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("dear") = 'blob';
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.sold holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("sold") NOT IN ('integer', 'null') AND NOT (typeof("sold") = 'real' AND "sold" = CAST("sold" AS INTEGER));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.day holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("day") = 'blob';
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.state holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("state") = 'blob';
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.size holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("size") NOT IN ('integer', 'real', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.photo holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("photo") NOT IN ('blob', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "goods.specs holds a value of another type, which a strict table refuses" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "goods" WHERE typeof("specs") = 'blob';
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_goods" (
    "id" INTEGER CONSTRAINT "pk_goods" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" TEXT NOT NULL,
    "price" REAL DEFAULT 0.00 NOT NULL,
    "dear" TEXT,
    "sold" INTEGER DEFAULT 0 NOT NULL,
    "day" TEXT,
    "state" TEXT DEFAULT 'draft' CONSTRAINT "ck_goods_state_enum" CHECK ("state" IN ('draft', 'live')),
    "size" REAL,
    "photo" BLOB,
    "specs" TEXT,
    "more" TEXT
) STRICT;
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
CREATE INDEX "idx_goods_more" ON "goods" ("more");
CREATE UNIQUE INDEX "uq_goods_name" ON "goods" ("name");

-- zmig:step change table was_strict: strict goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact","touches":[{"table":"was_strict","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds was_strict
CREATE TABLE "zmig_new_was_strict" (
    "id" SMALLINT NOT NULL,
    "at" DATETIME,
    CONSTRAINT "pk_was_strict" PRIMARY KEY ("id")
);
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

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 13));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
