-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column words.size: int32 -> int; alter column words.word: collation becomes C
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"words","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds words
-- zmig:check {"reason":"words.size does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"size\" FROM \"words\" WHERE typeof(\"size\") NOT IN ('integer', 'null')"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "words.size does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "words" WHERE typeof("size") NOT IN ('integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_words" (
    "id" INTEGER NOT NULL,
    "word" TEXT NOT NULL,
    "loud" TEXT GENERATED ALWAYS AS (word || '!') STORED,
    "number" INT NOT NULL,
    "size" INTEGER,
    CONSTRAINT "pk_words" PRIMARY KEY ("id")
);
INSERT INTO "zmig_new_words" (
    "id",
    "word",
    "number",
    "size"
)
SELECT
    "id",
    "word",
    "number",
    "size"
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
CREATE UNIQUE INDEX "by_number" ON "words" ("number");
CREATE UNIQUE INDEX "uq_words_loud" ON "words" ("loud");

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
