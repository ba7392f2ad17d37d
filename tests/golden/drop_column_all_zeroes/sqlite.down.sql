-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step add column things.a_list ([int], required); add column things.a_mood (enum:mood, required); add column things.a_json (json, required); add column things.a_uuid (uuid, required); add column things.a_datetime (datetime, required); add column things.a_time (time, required); add column things.a_date (date, required); add column things.a_bytes (bytes, required); add column things.a_str (str(9), required); add column things.a_big (decimal(30,3), required); add column things.a_decimal (decimal(10,2), required); add column things.a_float (float, required); add column things.a_int16 (int16, required); add column things.a_bool (bool, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
CREATE TABLE "zmig_new_things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "a_list" JSON_TEXT NOT NULL,
    "a_mood" TEXT NOT NULL CONSTRAINT "ck_things_a_mood_enum" CHECK ("a_mood" IN ('sad', 'glad')),
    "a_json" JSON_TEXT NOT NULL,
    "a_uuid" UUID_TEXT NOT NULL,
    "a_datetime" DATETIME NOT NULL,
    "a_time" TIME NOT NULL,
    "a_date" DATE NOT NULL,
    "a_bytes" BLOB NOT NULL,
    "a_str" VARCHAR(9) NOT NULL,
    "a_big" DECIMAL_TEXT(30,3) NOT NULL,
    "a_decimal" DECIMAL(10,2) NOT NULL,
    "a_float" DOUBLE NOT NULL,
    "a_int16" SMALLINT NOT NULL,
    "a_bool" BOOLEAN NOT NULL
);
INSERT INTO "zmig_new_things" (
    "id",
    "a_list",
    "a_mood",
    "a_json",
    "a_uuid",
    "a_datetime",
    "a_time",
    "a_date",
    "a_bytes",
    "a_str",
    "a_big",
    "a_decimal",
    "a_float",
    "a_int16",
    "a_bool"
)
SELECT
    "id",
    '[]',
    'sad',
    '{}',
    '00000000-0000-0000-0000-000000000000',
    '1970-01-01T00:00:00+00:00',
    '00:00:00',
    '1970-01-01',
    X'',
    '',
    '0.000',
    0,
    0,
    0,
    0
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
