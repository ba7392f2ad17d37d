-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step drop primary key members (tenant, name); alter column members.name: becomes nullable; add primary key members (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"members","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds members
-- zmig:check {"reason":"members (id) is not unique, which pk_members asks for","sql":"SELECT CAST(\"tenant\" AS TEXT) || ',' || CAST(\"name\" AS TEXT), CAST(\"id\" AS TEXT) FROM \"members\" WHERE (\"id\") IN (SELECT \"id\" FROM \"members\" WHERE \"id\" IS NOT NULL GROUP BY \"id\" HAVING count(*) > 1)"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "members (id) is not unique, which pk_members asks for" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "members" WHERE ("id") IN (SELECT "id" FROM "members" WHERE "id" IS NOT NULL GROUP BY "id" HAVING count(*) > 1);
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_members" (
    "tenant" INTEGER NOT NULL,
    "id" INTEGER NOT NULL,
    "name" VARCHAR,
    CONSTRAINT "pk_members" PRIMARY KEY ("id")
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
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "a statement above failed: nothing is committed" CHECK ("n" = 3));
INSERT OR ROLLBACK INTO "zmig_guard" SELECT count(*) FROM "zmig_passed";
DROP TABLE "zmig_guard";
DROP TABLE "zmig_passed";
COMMIT;
PRAGMA foreign_keys = ON;
