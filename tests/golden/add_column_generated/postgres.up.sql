-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step add column users.size (int32)
-- zmig:hazard {"risk":"MEDIUM","reasons":["it is computed for every row, which rewrites the table and may fail on one"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- Computes the column for every row: the table is rewritten, and nobody else can use it meanwhile.
ALTER TABLE "users" ADD COLUMN "size" INTEGER GENERATED ALWAYS AS (length(name)) STORED;
