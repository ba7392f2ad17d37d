-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step drop foreign key fk_posts_editor on posts; drop foreign key fk_posts_reader on posts; add foreign key fk_posts_editor on posts (editor) -> users (id); add foreign key fk_posts_owner on posts (owner) -> users (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused","a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds posts
-- zmig:check {"reason":"posts (editor) refers to rows of users that are not there","sql":"SELECT CAST(\"id\" AS TEXT), CAST(\"editor\" AS TEXT) FROM \"posts\" WHERE \"posts\".\"editor\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"users\" AS zmig_r WHERE zmig_r.\"id\" = \"posts\".\"editor\")"}
-- zmig:check {"reason":"posts (owner) refers to rows of users that are not there","sql":"SELECT CAST(\"id\" AS TEXT), CAST(\"owner\" AS TEXT) FROM \"posts\" WHERE \"posts\".\"owner\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"users\" AS zmig_r WHERE zmig_r.\"id\" = \"posts\".\"owner\")"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "posts (editor) refers to rows of users that are not there" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "posts" WHERE "posts"."editor" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "users" AS zmig_r WHERE zmig_r."id" = "posts"."editor");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "posts (owner) refers to rows of users that are not there" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "posts" WHERE "posts"."owner" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "users" AS zmig_r WHERE zmig_r."id" = "posts"."owner");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_posts" (
    "id" INTEGER CONSTRAINT "pk_posts" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "owner" INTEGER,
    "editor" INTEGER,
    "reader" INTEGER,
    CONSTRAINT "fk_posts_editor" FOREIGN KEY ("editor") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "fk_posts_owner" FOREIGN KEY ("owner") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO "zmig_new_posts" (
    "id",
    "owner",
    "editor",
    "reader"
)
SELECT
    "id",
    "owner",
    "editor",
    "reader"
FROM "posts";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "posts: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "posts") - (SELECT count(*) FROM "zmig_new_posts");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_posts';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_posts', seq FROM sqlite_sequence WHERE name = 'posts';
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_posts" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;

-- zmig:after
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM pragma_foreign_key_check;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 4));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
