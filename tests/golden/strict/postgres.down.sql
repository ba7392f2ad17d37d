-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step change table was_strict: becomes strict
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact"}

-- zmig:step change table goods: strict goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact"}

-- zmig:step drop index idx_goods_more on goods
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"goods","lock":"access_exclusive"}]}
DROP INDEX "idx_goods_more";

-- zmig:step drop column goods.more (uuid)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of goods.more"],"down":"structure_only","touches":[{"table":"goods","lock":"access_exclusive"}]}
ALTER TABLE "goods" DROP COLUMN "more";
