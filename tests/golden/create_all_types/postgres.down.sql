-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> nothing

-- zmig:step drop table things
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of things"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
DROP TABLE "things";

-- zmig:step drop enum things_a_enum
DROP TYPE "things_a_enum";

-- zmig:step drop enum mood
DROP TYPE "mood";
