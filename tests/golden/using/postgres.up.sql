-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column users.blob: bytes -> int
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of users.blob"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "blob" TYPE BIGINT USING (length(blob));
