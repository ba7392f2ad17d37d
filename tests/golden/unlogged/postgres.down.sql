-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step change table visits: unlogged goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact","touches":[{"table":"visits","lock":"access_exclusive","work":"rewrite"},{"table":"pages","lock":"access_exclusive"}]}
ALTER TABLE "visits" DROP CONSTRAINT "fk_visits_page";
ALTER TABLE "visits" SET LOGGED;

-- zmig:step change table pages: unlogged goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact","touches":[{"table":"pages","lock":"access_exclusive","work":"rewrite"},{"table":"visits","lock":"access_exclusive","work":"scan"}]}
ALTER TABLE "pages" SET LOGGED;
ALTER TABLE "visits" ADD CONSTRAINT "fk_visits_page" FOREIGN KEY ("page") REFERENCES "pages" ("id");

-- zmig:step change table keys: becomes unlogged
-- zmig:hazard {"risk":"HIGH","reasons":["rows are not logged, so that a crash takes them"],"down":"exact","touches":[{"table":"keys","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "keys" SET UNLOGGED;

-- zmig:step change table doors: becomes unlogged
-- zmig:hazard {"risk":"HIGH","reasons":["rows are not logged, so that a crash takes them"],"down":"exact","touches":[{"table":"doors","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "doors" SET UNLOGGED;
