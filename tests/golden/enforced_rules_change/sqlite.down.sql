-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step rename column users.full_name to name
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" RENAME COLUMN "full_name" TO "name";

-- zmig:step drop check ck_users_full_name_min_length on users; add check ck_users_name_min_length on users; add check ck_users_age_min on users; add check ck_users_age_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused","a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds users
-- zmig:check {"reason":"users has rows that fail the check ck_users_age_max","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"age\" <= 150)"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_age_min","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"age\" >= 0)"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_name_min_length","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (length(\"name\") >= 2)"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_age_max" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT ("age" <= 150);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_age_min" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT ("age" >= 0);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_name_min_length" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT (length("name") >= 2);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_users" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR,
    "age" INTEGER,
    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
    CONSTRAINT "ck_users_age_max" CHECK ("age" <= 150),
    CONSTRAINT "ck_users_age_min" CHECK ("age" >= 0),
    CONSTRAINT "ck_users_name_min_length" CHECK (length("name") >= 2)
);
INSERT INTO "zmig_new_users" (
    "id",
    "name",
    "age"
)
SELECT
    "id",
    "name",
    "age"
FROM "users";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "users") - (SELECT count(*) FROM "zmig_new_users");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
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
