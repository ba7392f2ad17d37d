-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step change table visits: unlogged goes
ALTER TABLE "visits" DROP CONSTRAINT "fk_visits_page";
ALTER TABLE "visits" SET LOGGED;

-- zmig:step change table pages: unlogged goes
ALTER TABLE "pages" SET LOGGED;
ALTER TABLE "visits" ADD CONSTRAINT "fk_visits_page" FOREIGN KEY ("page") REFERENCES "pages" ("id");

-- zmig:step change table keys: becomes unlogged
ALTER TABLE "keys" SET UNLOGGED;

-- zmig:step change table doors: becomes unlogged
ALTER TABLE "doors" SET UNLOGGED;
