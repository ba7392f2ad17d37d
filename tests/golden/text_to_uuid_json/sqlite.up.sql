-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step create enum things_state (draft, live)

-- zmig:step alter column things.body: text -> json; alter column things.key: str -> uuid; alter column things.state: str -> enum:things_state
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what json does not hold of the values of things.body","what uuid does not hold of the values of things.key","what enum:things_state does not hold of the values of things.state"],"down":"structure_only","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds things
-- zmig:check {"reason":"things.key does not convert to uuid","sql":"SELECT CAST(\"id\" AS TEXT), \"key\" FROM \"things\" WHERE (SELECT length(zmig_h) <> 32 OR zmig_h GLOB '*[^0-9a-f]*' OR NOT (length(zmig_s) IN (32, 34) OR zmig_s GLOB '????????-????-????-????-????????????' OR zmig_s GLOB '{????????-????-????-????-????????????}') FROM (SELECT lower(replace(replace(replace(\"key\", '-', ''), '{', ''), '}', '')) AS zmig_h, \"key\" AS zmig_s))"}
-- zmig:check {"reason":"things.body does not convert to json","sql":"SELECT CAST(\"id\" AS TEXT), \"body\" FROM \"things\" WHERE NOT json_valid(\"body\")"}
-- zmig:check {"reason":"things.state does not convert to enum:things_state","sql":"SELECT CAST(\"id\" AS TEXT), \"state\" FROM \"things\" WHERE \"state\" NOT IN ('draft', 'live')"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.key does not convert to uuid" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE (SELECT length(zmig_h) <> 32 OR zmig_h GLOB '*[^0-9a-f]*' OR NOT (length(zmig_s) IN (32, 34) OR zmig_s GLOB '????????-????-????-????-????????????' OR zmig_s GLOB '{????????-????-????-????-????????????}') FROM (SELECT lower(replace(replace(replace("key", '-', ''), '{', ''), '}', '')) AS zmig_h, "key" AS zmig_s));
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.body does not convert to json" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE NOT json_valid("body");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things.state does not convert to enum:things_state" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "things" WHERE "state" NOT IN ('draft', 'live');
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "key" UUID_TEXT,
    "body" JSON_TEXT,
    "state" TEXT CONSTRAINT "ck_things_state_enum" CHECK ("state" IN ('draft', 'live'))
);
INSERT INTO "zmig_new_things" (
    "id",
    "key",
    "body",
    "state"
)
SELECT
    "id",
    (SELECT substr(zmig_h, 1, 8) || '-' || substr(zmig_h, 9, 4) || '-' || substr(zmig_h, 13, 4) || '-' || substr(zmig_h, 17, 4) || '-' || substr(zmig_h, 21) FROM (SELECT lower(replace(replace(replace("key", '-', ''), '{', ''), '}', '')) AS zmig_h)),
    trim("body", ' ' || char(9, 10, 11, 12, 13)),
    "state"
FROM "things";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "things: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "things") - (SELECT count(*) FROM "zmig_new_things");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DELETE FROM sqlite_sequence WHERE name = 'zmig_new_things';
INSERT INTO sqlite_sequence (name, seq) SELECT 'zmig_new_things', seq FROM sqlite_sequence WHERE name = 'things';
DROP TABLE "things";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_things" RENAME TO "things";
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
