-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step drop index notes on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "notes";

-- zmig:step alter column users.note: collation goes; alter column users.nick: collation becomes NOCASE; alter column users.name: collation goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds users
-- zmig:check {"reason":"users (name) is not unique, which uq_users_name asks for","sql":"SELECT CAST(\"id\" AS TEXT), CAST(\"name\" AS TEXT) FROM \"users\" WHERE (\"name\" COLLATE \"BINARY\") IN (SELECT \"name\" COLLATE \"BINARY\" FROM \"users\" WHERE \"name\" IS NOT NULL GROUP BY \"name\" COLLATE \"BINARY\" HAVING count(*) > 1)"}
-- zmig:check {"reason":"users (nick) is not unique, which uq_users_nick asks for","sql":"SELECT CAST(\"id\" AS TEXT), CAST(\"nick\" AS TEXT) FROM \"users\" WHERE (\"nick\" COLLATE \"NOCASE\") IN (SELECT \"nick\" COLLATE \"NOCASE\" FROM \"users\" WHERE \"nick\" IS NOT NULL GROUP BY \"nick\" COLLATE \"NOCASE\" HAVING count(*) > 1)"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users (name) is not unique, which uq_users_name asks for" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE ("name" COLLATE "BINARY") IN (SELECT "name" COLLATE "BINARY" FROM "users" WHERE "name" IS NOT NULL GROUP BY "name" COLLATE "BINARY" HAVING count(*) > 1);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users (nick) is not unique, which uq_users_nick asks for" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE ("nick" COLLATE "NOCASE") IN (SELECT "nick" COLLATE "NOCASE" FROM "users" WHERE "nick" IS NOT NULL GROUP BY "nick" COLLATE "NOCASE" HAVING count(*) > 1);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_users" (
    "id" INTEGER CONSTRAINT "pk_users" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR NOT NULL,
    "nick" VARCHAR COLLATE "NOCASE",
    "note" TEXT
);
INSERT INTO "zmig_new_users" (
    "id",
    "name",
    "nick",
    "note"
)
SELECT
    "id",
    "name",
    "nick",
    "note"
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
CREATE UNIQUE INDEX "by_note" ON "users" ("note" COLLATE "NOCASE") WHERE (note <> '');
CREATE UNIQUE INDEX "uq_users_name" ON "users" ("name");
CREATE UNIQUE INDEX "uq_users_nick" ON "users" ("nick");

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
