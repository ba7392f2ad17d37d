-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename table orders to sales.orders
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"orders","lock":"access_exclusive"}]}
ALTER TABLE "orders" SET SCHEMA "sales";

-- zmig:step rename table sales.lines to lines
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"sales.lines","lock":"access_exclusive"}]}
DO 'BEGIN EXECUTE format(''ALTER TABLE "sales"."lines" SET SCHEMA %I'', current_schema()); END';

-- zmig:step rename table stock.goods to shop.wares
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"stock.goods","lock":"access_exclusive"}]}
CREATE SCHEMA IF NOT EXISTS "shop";
ALTER TABLE "stock"."goods" RENAME TO "wares";
ALTER TABLE "stock"."wares" SET SCHEMA "shop";
ALTER TABLE "shop"."wares" RENAME CONSTRAINT "pk_goods" TO "pk_wares";
ALTER TABLE "shop"."wares" RENAME CONSTRAINT "ck_goods_sane" TO "ck_wares_sane";

-- zmig:step rename enum orders_state to sales.orders_state
ALTER TYPE "orders_state" SET SCHEMA "sales";

-- zmig:step rename enum sales.lines_kind to lines_kind
DO 'BEGIN EXECUTE format(''ALTER TYPE "sales"."lines_kind" SET SCHEMA %I'', current_schema()); END';
