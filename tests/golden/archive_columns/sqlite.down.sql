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
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"zmig_archive_20251220120001_things//a_bool","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_int","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_float","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_decimal","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_str","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_bytes","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_date","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_time","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_datetime","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_uuid","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_json","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_enum","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_list","lock":"database","work":"scan"},{"table":"zmig_archive_20251220120001_things//up","lock":"database","work":"scan"}]}
CREATE INDEX "zmig_ix_20251220120001_things//a_bool" ON "zmig_archive_20251220120001_things//a_bool" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_int" ON "zmig_archive_20251220120001_things//a_int" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_float" ON "zmig_archive_20251220120001_things//a_float" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_decimal" ON "zmig_archive_20251220120001_things//a_decimal" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_str" ON "zmig_archive_20251220120001_things//a_str" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_bytes" ON "zmig_archive_20251220120001_things//a_bytes" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_date" ON "zmig_archive_20251220120001_things//a_date" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_time" ON "zmig_archive_20251220120001_things//a_time" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_datetime" ON "zmig_archive_20251220120001_things//a_datetime" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_uuid" ON "zmig_archive_20251220120001_things//a_uuid" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_json" ON "zmig_archive_20251220120001_things//a_json" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_enum" ON "zmig_archive_20251220120001_things//a_enum" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_list" ON "zmig_archive_20251220120001_things//a_list" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//up" ON "zmig_archive_20251220120001_things//up" ("id");

-- zmig:step create enum things_a_enum (draft, live)

-- zmig:step add column things.up (int); add column things.a_list ([str]); add column things.a_enum (enum:things_a_enum); add column things.a_json (json); add column things.a_uuid (uuid); add column things.a_datetime (datetime); add column things.a_time (time); add column things.a_date (date, required); add column things.a_bytes (bytes); add column things.a_str (str(20), required); add column things.a_decimal (decimal(30,10), required); add column things.a_float (float); add column things.a_int (int); add column things.a_bool (bool); add column things.twice (int); add index idx_things_a_int on things; add unique uq_things_a_str on things (a_str); add foreign key fk_things_up on things (up) -> things (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs that insert rows do not know it","it is computed for every row, which rewrites the table and may fail on one","a row may not fit it"],"down":"exact","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
CREATE TABLE "zmig_new_things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR NOT NULL,
    "up" INTEGER,
    "a_list" JSON_TEXT,
    "a_enum" TEXT DEFAULT 'live' CONSTRAINT "ck_things_a_enum_enum" CHECK ("a_enum" IN ('draft', 'live')),
    "a_json" JSON_TEXT,
    "a_uuid" UUID_TEXT,
    "a_datetime" DATETIME,
    "a_time" TIME,
    "a_date" DATE DEFAULT '2025-12-20' NOT NULL,
    "a_bytes" BLOB,
    "a_str" VARCHAR(20) NOT NULL,
    "a_decimal" DECIMAL_TEXT(30,10) NOT NULL,
    "a_float" DOUBLE DEFAULT 1.5,
    "a_int" INTEGER,
    "a_bool" BOOLEAN,
    "twice" INTEGER GENERATED ALWAYS AS (id * 2) STORED,
    CONSTRAINT "fk_things_up" FOREIGN KEY ("up") REFERENCES "things" ("id")
);
INSERT INTO "zmig_new_things" (
    "id",
    "name",
    "up",
    "a_list",
    "a_enum",
    "a_json",
    "a_uuid",
    "a_datetime",
    "a_time",
    "a_date",
    "a_bytes",
    "a_str",
    "a_decimal",
    "a_float",
    "a_int",
    "a_bool"
)
SELECT
    "id",
    "name",
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//up" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."up" FROM "zmig_archive_20251220120001_things//up" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_list" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_list" FROM "zmig_archive_20251220120001_things//a_list" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_enum" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_enum" FROM "zmig_archive_20251220120001_things//a_enum" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE 'live' END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_json" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_json" FROM "zmig_archive_20251220120001_things//a_json" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_uuid" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_uuid" FROM "zmig_archive_20251220120001_things//a_uuid" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_datetime" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_datetime" FROM "zmig_archive_20251220120001_things//a_datetime" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_time" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_time" FROM "zmig_archive_20251220120001_things//a_time" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_date" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_date" FROM "zmig_archive_20251220120001_things//a_date" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE '2025-12-20' END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_bytes" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_bytes" FROM "zmig_archive_20251220120001_things//a_bytes" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_str" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_str" FROM "zmig_archive_20251220120001_things//a_str" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE '' END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_decimal" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_decimal" FROM "zmig_archive_20251220120001_things//a_decimal" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE '0.0000000000' END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_float" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_float" FROM "zmig_archive_20251220120001_things//a_float" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE 1.5 END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_int" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_int" FROM "zmig_archive_20251220120001_things//a_int" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END),
    (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_bool" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_bool" FROM "zmig_archive_20251220120001_things//a_bool" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END)
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
CREATE INDEX "idx_things_a_int" ON "things" ("a_int");
CREATE UNIQUE INDEX "uq_things_a_str" ON "things" ("a_str");

-- zmig:step drop the archives
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"zmig_archive_20251220120001_things//a_bool","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_int","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_float","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_decimal","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_str","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_bytes","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_date","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_time","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_datetime","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_uuid","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_json","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_enum","lock":"database"},{"table":"zmig_archive_20251220120001_things//a_list","lock":"database"},{"table":"zmig_archive_20251220120001_things//up","lock":"database"}]}
DROP TABLE "zmig_archive_20251220120001_things//a_bool";
DROP TABLE "zmig_archive_20251220120001_things//a_int";
DROP TABLE "zmig_archive_20251220120001_things//a_float";
DROP TABLE "zmig_archive_20251220120001_things//a_decimal";
DROP TABLE "zmig_archive_20251220120001_things//a_str";
DROP TABLE "zmig_archive_20251220120001_things//a_bytes";
DROP TABLE "zmig_archive_20251220120001_things//a_date";
DROP TABLE "zmig_archive_20251220120001_things//a_time";
DROP TABLE "zmig_archive_20251220120001_things//a_datetime";
DROP TABLE "zmig_archive_20251220120001_things//a_uuid";
DROP TABLE "zmig_archive_20251220120001_things//a_json";
DROP TABLE "zmig_archive_20251220120001_things//a_enum";
DROP TABLE "zmig_archive_20251220120001_things//a_list";
DROP TABLE "zmig_archive_20251220120001_things//up";

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
