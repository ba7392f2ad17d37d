-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step change table pairs: without_rowid goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact","touches":[{"table":"pairs","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds pairs
CREATE TABLE "zmig_new_pairs" (
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    CONSTRAINT "pk_pairs" PRIMARY KEY ("a", "b")
) STRICT;
INSERT INTO "zmig_new_pairs" (
    "a",
    "b"
)
SELECT
    "a",
    "b"
FROM "pairs";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "pairs: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "pairs") - (SELECT count(*) FROM "zmig_new_pairs");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DROP TABLE "pairs";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_pairs" RENAME TO "pairs";
PRAGMA legacy_alter_table = OFF;

-- zmig:step change table words: becomes without_rowid
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact","touches":[{"table":"words","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds words
CREATE TABLE "zmig_new_words" (
    "word" VARCHAR NOT NULL,
    "count" INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT "pk_words" PRIMARY KEY ("word")
) WITHOUT ROWID;
INSERT INTO "zmig_new_words" (
    "word",
    "count"
)
SELECT
    "word",
    "count"
FROM "words";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "words: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "words") - (SELECT count(*) FROM "zmig_new_words");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DROP TABLE "words";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_words" RENAME TO "words";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "idx_words_count" ON "words" ("count");

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
