-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step keep things.a_bool in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_bool" AS SELECT "id", "a_bool" FROM "things";

-- zmig:step keep things.a_int in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_int" AS SELECT "id", "a_int" FROM "things";

-- zmig:step keep things.a_float in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_float" AS SELECT "id", "a_float" FROM "things";

-- zmig:step keep things.a_decimal in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_decimal" AS SELECT "id", "a_decimal" FROM "things";

-- zmig:step keep things.a_str in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_str" AS SELECT "id", "a_str" FROM "things";

-- zmig:step keep things.a_bytes in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_bytes" AS SELECT "id", "a_bytes" FROM "things";

-- zmig:step keep things.a_date in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_date" AS SELECT "id", "a_date" FROM "things";

-- zmig:step keep things.a_time in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_time" AS SELECT "id", "a_time" FROM "things";

-- zmig:step keep things.a_datetime in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_datetime" AS SELECT "id", "a_datetime" FROM "things";

-- zmig:step keep things.a_uuid in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_uuid" AS SELECT "id", "a_uuid" FROM "things";

-- zmig:step keep things.a_json in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_json" AS SELECT "id", "a_json" FROM "things";

-- zmig:step keep things.a_enum in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_enum" AS SELECT "id", "a_enum" FROM "things";

-- zmig:step keep things.a_list in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_list" AS SELECT "id", "a_list" FROM "things";

-- zmig:step keep things.up in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//up" AS SELECT "id", "up" FROM "things";

-- zmig:step drop unique uq_things_a_str on things
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"things","lock":"database"}]}
DROP INDEX "uq_things_a_str";

-- zmig:step drop index idx_things_a_int on things
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"things","lock":"database"}]}
DROP INDEX "idx_things_a_int";

-- zmig:step drop foreign key fk_things_up on things; drop column things.twice (int); drop column things.a_bool (bool); drop column things.a_int (int); drop column things.a_float (float); drop column things.a_decimal (decimal(30,10), required); drop column things.a_str (str(20), required); drop column things.a_bytes (bytes); drop column things.a_date (date, required); drop column things.a_time (time); drop column things.a_datetime (datetime); drop column things.a_uuid (uuid); drop column things.a_json (json); drop column things.a_enum (enum:things_a_enum); drop column things.a_list ([str]); drop column things.up (int)
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused","programs may read it","programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
CREATE TABLE "zmig_new_things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR NOT NULL
);
INSERT INTO "zmig_new_things" (
    "id",
    "name"
)
SELECT
    "id",
    "name"
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

-- zmig:step drop enum things_a_enum

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
