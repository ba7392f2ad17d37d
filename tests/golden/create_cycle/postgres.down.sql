-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> nothing

-- zmig:step drop foreign key fk_chickens_egg on chickens
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"chickens","lock":"access_exclusive"},{"table":"eggs","lock":"access_exclusive"}]}
ALTER TABLE "chickens" DROP CONSTRAINT "fk_chickens_egg";

-- zmig:step drop table eggs
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of eggs"],"down":"structure_only","touches":[{"table":"eggs","lock":"access_exclusive"},{"table":"chickens","lock":"access_exclusive"}]}
DROP TABLE "eggs";

-- zmig:step drop table chickens
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of chickens"],"down":"structure_only","touches":[{"table":"chickens","lock":"access_exclusive"}]}
DROP TABLE "chickens";
