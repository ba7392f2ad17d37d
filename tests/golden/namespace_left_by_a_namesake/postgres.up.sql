-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename table sales.orders to invoices
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive"}]}
DO 'DECLARE seq REGCLASS := pg_get_serial_sequence(''"sales"."orders"'', ''id''); called TEXT := (SELECT relname FROM pg_class WHERE oid = seq); free TEXT := called; n INTEGER := 0; BEGIN WHILE EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace WHERE c.oid <> seq AND c.relname = free AND (s.nspname = current_schema() OR s.oid = (SELECT relnamespace FROM pg_class WHERE oid = seq))) LOOP n := n + 1; free := left(called, 50) || n; END LOOP; IF free <> called THEN EXECUTE format(''ALTER SEQUENCE %s RENAME TO %I'', seq, free); END IF; END';
ALTER INDEX "sales"."pk_orders" RENAME TO "pk_invoices";
ALTER INDEX "sales"."idx_orders_price" RENAME TO "idx_invoices_price";
ALTER TABLE "sales"."orders" RENAME TO "invoices";
DO 'BEGIN EXECUTE format(''ALTER TABLE "sales"."invoices" SET SCHEMA %I'', current_schema()); END';
