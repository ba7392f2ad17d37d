-- no-transaction
-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step drop primary key members (id); alter column members.name: becomes required; add primary key members (tenant, name)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it","a row without a value is refused"],"down":"exact","touches":[{"table":"members","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds members
-- zmig:check {"reason":"members.name is required and holds NULL","sql":"SELECT CAST(\"id\" AS TEXT), 'NULL' FROM \"members\" WHERE \"name\" IS NULL"}
-- zmig:check {"reason":"members (tenant, name) is not unique, which pk_members asks for","sql":"SELECT CAST(\"id\" AS TEXT), CAST(\"tenant\" AS TEXT) || ',' || CAST(\"name\" AS TEXT) FROM \"members\" WHERE (\"tenant\", \"name\") IN (SELECT \"tenant\", \"name\" FROM \"members\" WHERE \"tenant\" IS NOT NULL AND \"name\" IS NOT NULL GROUP BY \"tenant\", \"name\" HAVING count(*) > 1)"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "members.name is required and holds NULL" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "members" WHERE "name" IS NULL;
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "members (tenant, name) is not unique, which pk_members asks for" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "members" WHERE ("tenant", "name") IN (SELECT "tenant", "name" FROM "members" WHERE "tenant" IS NOT NULL AND "name" IS NOT NULL GROUP BY "tenant", "name" HAVING count(*) > 1);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_members" (
    "tenant" INTEGER NOT NULL,
    "id" INTEGER NOT NULL,
    "name" VARCHAR NOT NULL,
    CONSTRAINT "pk_members" PRIMARY KEY ("tenant", "name")
);
INSERT INTO "zmig_new_members" (
    "tenant",
    "id",
    "name"
)
SELECT
    "tenant",
    "id",
    "name"
FROM "members";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "members: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "members") - (SELECT count(*) FROM "zmig_new_members");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DROP TABLE "members";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_members" RENAME TO "members";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "uq_members_tenant_id" ON "members" ("tenant", "id");

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
