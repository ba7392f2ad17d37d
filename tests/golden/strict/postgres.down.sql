-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step change table was_strict: becomes strict

-- zmig:step change table goods: strict goes

-- zmig:step drop index idx_goods_more on goods
DROP INDEX "idx_goods_more";

-- zmig:step drop column goods.more (uuid)
ALTER TABLE "goods" DROP COLUMN "more";
