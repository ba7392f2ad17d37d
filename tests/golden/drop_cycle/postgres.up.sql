-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop foreign key fk_chickens_egg on chickens
ALTER TABLE "chickens" DROP CONSTRAINT "fk_chickens_egg";

-- zmig:step drop table eggs
DROP TABLE "eggs";

-- zmig:step drop table chickens
DROP TABLE "chickens";
