-- no-transaction
-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zmig:foreign-keys-off
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:before
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS temp."zmig_guard";
DROP TABLE IF EXISTS temp."zmig_passed";

-- zmig:step drop foreign key twice on nodes; drop foreign key fk_nodes_next on nodes; drop foreign key fk_nodes_home on nodes; add foreign key fk_nodes_next on nodes (next) -> nodes (id); add foreign key fk_nodes_home on nodes (home) -> places (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused","a row may not fit it"],"down":"exact","touches":[{"table":"nodes","lock":"database","work":"rewrite"}]}
-- zmig:rebuilds nodes
-- zmig:check {"reason":"nodes (next) refers to rows of nodes that are not there","sql":"SELECT CAST(\"id\" AS TEXT), CAST(\"next\" AS TEXT) FROM \"nodes\" WHERE \"nodes\".\"next\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"nodes\" AS zmig_r WHERE zmig_r.\"id\" = \"nodes\".\"next\")"}
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "nodes (next) refers to rows of nodes that are not there" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT count(*) FROM "nodes" WHERE "nodes"."next" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "nodes" AS zmig_r WHERE zmig_r."id" = "nodes"."next");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
CREATE TABLE "zmig_new_nodes" (
    "id" INTEGER NOT NULL,
    "next" INTEGER,
    "home" INTEGER,
    CONSTRAINT "pk_nodes" PRIMARY KEY ("id"),
    CONSTRAINT "fk_nodes_home" FOREIGN KEY ("home") REFERENCES "places" ("id") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "fk_nodes_next" FOREIGN KEY ("next") REFERENCES "nodes" ("id")
);
INSERT INTO "zmig_new_nodes" (
    "id",
    "next",
    "home"
)
SELECT
    "id",
    "next",
    "home"
FROM "nodes";
CREATE TEMP TABLE IF NOT EXISTS "zmig_passed" ("n" INTEGER);
CREATE TEMP TABLE "zmig_guard" ("n" INTEGER CONSTRAINT "nodes: not every row was copied" CHECK ("n" = 0));
INSERT INTO "zmig_guard" SELECT (SELECT count(*) FROM "nodes") - (SELECT count(*) FROM "zmig_new_nodes");
INSERT INTO "zmig_passed" SELECT "n" FROM "zmig_guard";
DROP TABLE "zmig_guard";
DROP TABLE "nodes";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "zmig_new_nodes" RENAME TO "nodes";
PRAGMA legacy_alter_table = OFF;

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
