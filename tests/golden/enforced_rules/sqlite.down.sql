-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step drop check ck_users_worth_min on users; drop check ck_users_worth_max on users; drop check ck_users_seen_max on users; drop check ck_users_role_one_of on users; drop check ck_users_ratio_max on users; drop check ck_users_price_min on users; drop check ck_users_name_required on users; drop check ck_users_name_min_length on users; drop check ck_users_name_max_length on users; drop check ck_users_level_one_of on users; drop check ck_users_born_min on users; drop check ck_users_age_min on users; drop check ck_users_age_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds users
CREATE TABLE "zmig_new_users" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR NOT NULL,
    "age" INTEGER,
    "ratio" FLOAT,
    "price" DECIMAL(10,2),
    "worth" DECIMAL_TEXT(20,2),
    "born" DATE,
    "seen" DATETIME,
    "role" TEXT,
    "level" SMALLINT,
    CONSTRAINT "pk_users" PRIMARY KEY ("id")
);
INSERT INTO "zmig_new_users" (
    "id",
    "name",
    "age",
    "ratio",
    "price",
    "worth",
    "born",
    "seen",
    "role",
    "level"
)
SELECT
    "id",
    "name",
    "age",
    "ratio",
    "price",
    "worth",
    "born",
    "seen",
    "role",
    "level"
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 2));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
