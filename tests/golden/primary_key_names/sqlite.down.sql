-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step rename table remarks to notes
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"remarks","lock":"database","work":"scan"}]}
ALTER TABLE "remarks" RENAME TO "notes";

-- zmig:step rename primary key of users to users_pkey
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact"}

-- zmig:step change primary key tags: (b, a) -> (a)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"tags","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds tags
-- zmig:check {"reason":"tags (a) is not unique, which tags_key asks for","sql":"SELECT CAST(\"b\" AS TEXT) || ',' || CAST(\"a\" AS TEXT), CAST(\"a\" AS TEXT) FROM \"tags\" WHERE (\"a\") IN (SELECT \"a\" FROM \"tags\" WHERE \"a\" IS NOT NULL GROUP BY \"a\" HAVING count(*) > 1)"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "tags (a) is not unique, which tags_key asks for" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "tags" WHERE ("a") IN (SELECT "a" FROM "tags" WHERE "a" IS NOT NULL GROUP BY "a" HAVING count(*) > 1);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_tags" (
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    CONSTRAINT "tags_key" PRIMARY KEY ("a")
);
INSERT INTO "zmig_new_tags" (
    "a",
    "b"
)
SELECT
    "a",
    "b"
FROM "tags";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "tags: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "tags") - (SELECT count(*) FROM "zmig_new_tags");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DROP TABLE "tags";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_tags" RENAME TO "tags";
PRAGMA legacy_alter_table = OFF;

-- zmig:step rename primary key of posts to pk_posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact"}

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
