-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step alter column posts.owner: int32 -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"posts","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds posts
-- zmig:check {"reason":"posts.owner does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"owner\" FROM \"posts\" WHERE typeof(\"owner\") NOT IN ('integer', 'null')"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "posts.owner does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "posts" WHERE typeof("owner") NOT IN ('integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_posts" (
    "id" INTEGER CONSTRAINT "pk_posts" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "owner" INTEGER,
    CONSTRAINT "fk_posts_owner" FOREIGN KEY ("owner") REFERENCES "users" ("id")
);
INSERT INTO "zmig_new_posts" (
    "id",
    "owner"
)
SELECT
    "id",
    "owner"
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

-- zmig:step alter column users.id: int32 -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds users
-- zmig:check {"reason":"users.id does not convert to int","sql":"SELECT CAST(\"id\" AS TEXT), \"id\" FROM \"users\" WHERE typeof(\"id\") NOT IN ('integer', 'null')"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users.id does not convert to int" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE typeof("id") NOT IN ('integer', 'null');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_users" (
    "id" INTEGER CONSTRAINT "pk_users" PRIMARY KEY AUTOINCREMENT NOT NULL
);
INSERT INTO "zmig_new_users" (
    "id"
)
SELECT
    "id"
FROM "users";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "users") - (SELECT count(*) FROM "zmig_new_users");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_users" RENAME TO "users";
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
