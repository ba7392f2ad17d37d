-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step change table doors: unlogged goes
ALTER TABLE "doors" SET LOGGED;

-- zmig:step change table keys: unlogged goes
ALTER TABLE "keys" SET LOGGED;

-- zmig:step change table pages: becomes unlogged
ALTER TABLE "visits" DROP CONSTRAINT "fk_visits_page";
ALTER TABLE "pages" SET UNLOGGED;

-- zmig:step change table visits: becomes unlogged
ALTER TABLE "visits" SET UNLOGGED;
ALTER TABLE "visits" ADD CONSTRAINT "fk_visits_page" FOREIGN KEY ("page") REFERENCES "pages" ("id");
