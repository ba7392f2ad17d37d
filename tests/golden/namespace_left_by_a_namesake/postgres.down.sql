-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename table invoices to sales.orders
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"invoices","lock":"access_exclusive"}]}
CREATE SCHEMA IF NOT EXISTS "sales";
ALTER TABLE "invoices" RENAME TO "zmig_tmp_orders";
ALTER TABLE "zmig_tmp_orders" SET SCHEMA "sales";
ALTER TABLE "sales"."zmig_tmp_orders" RENAME TO "orders";
ALTER TABLE "sales"."orders" RENAME CONSTRAINT "pk_invoices" TO "pk_orders";
ALTER INDEX "sales"."idx_invoices_price" RENAME TO "idx_orders_price";
