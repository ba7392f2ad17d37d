-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column things.size: decimal(20,4) -> float
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what float does not hold of the values of things.size"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "size" TYPE DOUBLE PRECISION USING "size"::DOUBLE PRECISION;
