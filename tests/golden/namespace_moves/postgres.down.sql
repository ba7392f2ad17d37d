-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename enum lines_kind to sales.lines_kind
ALTER TYPE "lines_kind" SET SCHEMA "sales";

-- zmig:step rename enum sales.orders_state to orders_state
DO 'BEGIN EXECUTE format(''ALTER TYPE "sales"."orders_state" SET SCHEMA %I'', current_schema()); END';

-- zmig:step rename table shop.wares to stock.goods
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"shop.wares","lock":"access_exclusive"}]}
CREATE SCHEMA IF NOT EXISTS "stock";
ALTER TABLE "shop"."wares" RENAME TO "goods";
ALTER TABLE "shop"."goods" SET SCHEMA "stock";
ALTER TABLE "stock"."goods" RENAME CONSTRAINT "pk_wares" TO "pk_goods";
ALTER TABLE "stock"."goods" RENAME CONSTRAINT "ck_wares_sane" TO "ck_goods_sane";

-- zmig:step rename table lines to sales.lines
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"lines","lock":"access_exclusive"}]}
ALTER TABLE "lines" SET SCHEMA "sales";

-- zmig:step rename table sales.orders to orders
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive"}]}
DO 'BEGIN EXECUTE format(''ALTER TABLE "sales"."orders" SET SCHEMA %I'', current_schema()); END';
