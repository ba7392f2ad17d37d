-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step add check ck_users_age_max on users; add check ck_users_age_min on users; add check ck_users_born_min on users; add check ck_users_level_one_of on users; add check ck_users_name_max_length on users; add check ck_users_name_min_length on users; add check ck_users_name_required on users; add check ck_users_price_min on users; add check ck_users_ratio_max on users; add check ck_users_role_one_of on users; add check ck_users_seen_max on users; add check ck_users_worth_max on users; add check ck_users_worth_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds users
-- zmig:check {"reason":"users has rows that fail the check ck_users_age_max","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"age\" <= 150)"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_age_min","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"age\" >= 0)"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_born_min","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"born\" >= '1900-01-01')"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_level_one_of","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"level\" IN (1, 2))"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_name_max_length","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (length(\"name\") <= 5)"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_name_min_length","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (length(\"name\") >= 2)"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_name_required","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (trim(\"name\") <> '')"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_price_min","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"price\" >= 0.50)"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_ratio_max","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"ratio\" <= 0.10000000149011612)"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_role_one_of","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"role\" IN ('guest', 'it''s'))"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_seen_max","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (\"seen\" <= '2030-01-01T00:00:00+00:00')"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_worth_max","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (CAST(\"worth\" AS NUMERIC) <= 1000.00)"}
-- zmig:check {"reason":"users has rows that fail the check ck_users_worth_min","sql":"SELECT CAST(\"id\" AS TEXT), '' FROM \"users\" WHERE NOT (CAST(\"worth\" AS NUMERIC) >= -10.00)"}
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_born_min" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT ("born" >= '1900-01-01');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_level_one_of" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT ("level" IN (1, 2));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_name_max_length" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT (length("name") <= 5);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_name_min_length" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT (length("name") >= 2);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_name_required" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT (trim("name") <> '');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_price_min" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT ("price" >= 0.50);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_ratio_max" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT ("ratio" <= 0.10000000149011612);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_role_one_of" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT ("role" IN ('guest', 'it''s'));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_seen_max" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT ("seen" <= '2030-01-01T00:00:00+00:00');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_worth_max" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT (CAST("worth" AS NUMERIC) <= 1000.00);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "users has rows that fail the check ck_users_worth_min" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "users" WHERE NOT (CAST("worth" AS NUMERIC) >= -10.00);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
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
    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
    CONSTRAINT "ck_users_age_max" CHECK ("age" <= 150),
    CONSTRAINT "ck_users_age_min" CHECK ("age" >= 0),
    CONSTRAINT "ck_users_born_min" CHECK ("born" >= '1900-01-01'),
    CONSTRAINT "ck_users_level_one_of" CHECK ("level" IN (1, 2)),
    CONSTRAINT "ck_users_name_max_length" CHECK (length("name") <= 5),
    CONSTRAINT "ck_users_name_min_length" CHECK (length("name") >= 2),
    CONSTRAINT "ck_users_name_required" CHECK (trim("name") <> ''),
    CONSTRAINT "ck_users_price_min" CHECK ("price" >= 0.50),
    CONSTRAINT "ck_users_ratio_max" CHECK ("ratio" <= 0.10000000149011612),
    CONSTRAINT "ck_users_role_one_of" CHECK ("role" IN ('guest', 'it''s')),
    CONSTRAINT "ck_users_seen_max" CHECK ("seen" <= '2030-01-01T00:00:00+00:00'),
    CONSTRAINT "ck_users_worth_max" CHECK (CAST("worth" AS NUMERIC) <= 1000.00),
    CONSTRAINT "ck_users_worth_min" CHECK (CAST("worth" AS NUMERIC) >= -10.00)
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 15));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
