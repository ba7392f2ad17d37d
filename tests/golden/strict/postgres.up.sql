-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step add column goods.more (uuid)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"goods","lock":"access_exclusive"}]}
ALTER TABLE "goods" ADD COLUMN "more" UUID;

-- zmig:step add index idx_goods_more on goods
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"goods","lock":"share","work":"scan"}]}
CREATE INDEX "idx_goods_more" ON "goods" ("more");

-- zmig:step change table goods: becomes strict
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact"}

-- zmig:step change table was_strict: strict goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact"}
