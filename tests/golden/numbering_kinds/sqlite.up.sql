-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column serial_goes.id: auto_increment goes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"serial_goes","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds serial_goes
CREATE TABLE "zmig_new_serial_goes" (
    "id" INTEGER NOT NULL,
    "name" TEXT,
    CONSTRAINT "pk_serial_goes" PRIMARY KEY ("id")
);
INSERT INTO "zmig_new_serial_goes" (
    "id",
    "name"
)
SELECT
    "id",
    "name"
FROM "serial_goes";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "serial_goes: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "serial_goes") - (SELECT count(*) FROM "zmig_new_serial_goes");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DROP TABLE "serial_goes";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_serial_goes" RENAME TO "serial_goes";
PRAGMA legacy_alter_table = OFF;

-- zmig:step alter column always_to_default.id: auto_increment always -> by_default

-- zmig:step alter column default_to_always.id: auto_increment by_default -> always

-- zmig:step alter column default_to_serial.id: auto_increment by_default -> serial

-- zmig:step alter column serial_grows.id: int32 -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"serial_grows","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds serial_grows
-- zmig:check {"reason":"serial_grows.id does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"id\" FROM \"serial_grows\" WHERE typeof(\"id\") NOT IN ('integer', 'null')"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "serial_grows.id does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "serial_grows" WHERE typeof("id") NOT IN ('integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_serial_grows" (
    "id" INTEGER CONSTRAINT "pk_serial_grows" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" TEXT
);
INSERT INTO "zmig_new_serial_grows" (
    "id",
    "name"
)
SELECT
    "id",
    "name"
FROM "serial_grows";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "serial_grows: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "serial_grows") - (SELECT count(*) FROM "zmig_new_serial_grows");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_serial_grows';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_serial_grows', seq FROM sqlite_sequence WHERE name = 'serial_grows';
DROP TABLE "serial_grows";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_serial_grows" RENAME TO "serial_grows";
PRAGMA legacy_alter_table = OFF;

-- zmig:step alter column serial_to_default.id: auto_increment serial -> by_default

-- zmig:step alter column serial_comes.id: becomes auto_increment
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"serial_comes","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds serial_comes
CREATE TABLE "zmig_new_serial_comes" (
    "id" INTEGER CONSTRAINT "pk_serial_comes" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" TEXT
);
INSERT INTO "zmig_new_serial_comes" (
    "id",
    "name"
)
SELECT
    "id",
    "name"
FROM "serial_comes";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "serial_comes: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "serial_comes") - (SELECT count(*) FROM "zmig_new_serial_comes");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DROP TABLE "serial_comes";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_serial_comes" RENAME TO "serial_comes";
PRAGMA legacy_alter_table = OFF;

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
