-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column words.word: collation goes; alter column words.size: int -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["the table may be rewritten, and programs may rely on what was","values may change, or not convert"],"loses":["what int32 does not hold of the values of words.size"],"down":"structure_only","touches":[{"table":"words","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds words
-- zmig:check {"reason":"words.size does not convert to int32","sql":"SELECT CAST(\"id\" AS TEXT), \"size\" FROM \"words\" WHERE typeof(\"size\") NOT IN ('integer', 'null') OR \"size\" NOT BETWEEN -2147483648 AND 2147483647"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "words.size does not convert to int32" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "words" WHERE typeof("size") NOT IN ('integer', 'null') OR "size" NOT BETWEEN -2147483648 AND 2147483647;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_words" (
    "id" INTEGER NOT NULL,
    "word" TEXT NOT NULL,
    "loud" TEXT GENERATED ALWAYS AS (word || '!') STORED,
    "number" INT NOT NULL,
    "size" INT,
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
