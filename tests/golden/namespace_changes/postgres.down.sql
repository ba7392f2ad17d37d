-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step change comment of table sales.orders
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"sales.orders","lock":"share_update_exclusive"}]}
COMMENT ON TABLE "sales"."orders" IS NULL;

-- zmig:step drop foreign key fk_orders_boss on sales.orders
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive"}]}
ALTER TABLE "sales"."orders" DROP CONSTRAINT "fk_orders_boss";

-- zmig:step change table sales.orders: unlogged goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "sales"."orders" SET LOGGED;

-- zmig:step drop check ck_orders_priced on sales.orders
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive"}]}
ALTER TABLE "sales"."orders" DROP CONSTRAINT "ck_orders_priced";

-- zmig:step alter column sales.orders.slug: text -> str, becomes nullable
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"structure_only","touches":[{"table":"sales.orders","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "sales"."orders"
    ALTER COLUMN "slug" TYPE VARCHAR,
    ALTER COLUMN "slug" DROP NOT NULL;

-- zmig:step alter column sales.orders.cost: decimal(10,2) -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of sales.orders.cost"],"down":"structure_only","touches":[{"table":"sales.orders","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"sales.orders.cost does not convert to int32","sql":"SELECT \"id\"::TEXT, \"cost\"::TEXT FROM \"sales\".\"orders\" t WHERE round(\"cost\") NOT BETWEEN -2147483648 AND 2147483647"}
ALTER TABLE "sales"."orders" ALTER COLUMN "cost" TYPE INTEGER USING "cost"::INTEGER;

-- zmig:step alter column sales.orders.id: auto_increment by_default -> serial
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive","work":"scan"}]}
DO 'DECLARE
  sequence text;
  last bigint;
  used boolean;
BEGIN
  sequence := pg_get_serial_sequence(''"sales"."orders"'', ''id'');
  EXECUTE ''SELECT last_value, is_called FROM '' || sequence INTO last, used;
  ALTER TABLE "sales"."orders" ALTER COLUMN "id" DROP IDENTITY;
  SELECT format(''%I.%I'', ''sales'', s) INTO sequence FROM (SELECT 0 AS n, ''orders_id_seq'' AS s UNION ALL SELECT n, left(''orders_id_seq'', 58) || n FROM generate_series(1, 9999) n) names WHERE to_regclass(format(''%I.%I'', ''sales'', s)) IS NULL ORDER BY n LIMIT 1;
  EXECUTE ''CREATE SEQUENCE '' || sequence || '' AS BIGINT OWNED BY "sales"."orders"."id"'';
  EXECUTE format(''ALTER TABLE "sales"."orders" ALTER COLUMN "id" SET DEFAULT nextval(%L)'', sequence);
  PERFORM setval(pg_get_serial_sequence(''"sales"."orders"'', ''id''), last, used);
END';

-- zmig:step drop column sales.orders.made (date, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of sales.orders.made"],"down":"structure_only","touches":[{"table":"sales.orders","lock":"access_exclusive"}]}
ALTER TABLE "sales"."orders" DROP COLUMN "made";

-- zmig:step alter enum sales.orders_state: add done; drop lost
-- zmig:hazard {"risk":"HIGH","reasons":["rows may have a value that goes"],"down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"sales.orders.state holds a value that enum sales.orders_state no longer has","sql":"SELECT \"id\"::TEXT, \"state\"::TEXT FROM \"sales\".\"orders\" t WHERE \"state\"::TEXT NOT IN ('open', 'done')"}
ALTER TYPE "sales"."orders_state" RENAME TO "zmig_old_orders_state";
CREATE TYPE "sales"."orders_state" AS ENUM ('open', 'done');
ALTER TABLE "sales"."orders"
    ALTER COLUMN "state" DROP DEFAULT,
    ALTER COLUMN "state" TYPE "sales"."orders_state" USING "state"::TEXT::"sales"."orders_state",
    ALTER COLUMN "state" SET DEFAULT 'open'::"sales"."orders_state";
DROP TYPE "sales"."zmig_old_orders_state";

-- zmig:step rename column sales.orders.cost to price
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive"}]}
ALTER TABLE "sales"."orders" RENAME COLUMN "cost" TO "price";
ALTER INDEX "sales"."idx_orders_cost" RENAME TO "idx_orders_price";

-- zmig:step add check ck_orders_priced on sales.orders
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"sales.orders has rows that fail the check ck_orders_priced","sql":"SELECT \"id\"::TEXT, '' FROM \"sales\".\"orders\" t WHERE NOT (price > 0)"}
ALTER TABLE "sales"."orders" ADD CONSTRAINT "ck_orders_priced" CHECK (price > 0);

-- zmig:step add unique uq_orders_slug on sales.orders (slug)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"sales.orders","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"sales.orders (slug) is not unique, which uq_orders_slug asks for","sql":"SELECT \"id\"::TEXT, \"slug\"::TEXT FROM \"sales\".\"orders\" t WHERE (\"slug\") IN (SELECT \"slug\" FROM \"sales\".\"orders\" WHERE \"slug\" IS NOT NULL GROUP BY \"slug\" HAVING count(*) > 1)"}
ALTER TABLE "sales"."orders" ADD CONSTRAINT "uq_orders_slug" UNIQUE ("slug");

-- zmig:step add foreign key fk_orders_boss on sales.orders (boss) -> sales.orders (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"sales.orders","lock":"share_row_exclusive","work":"scan"}]}
-- zmig:check {"reason":"sales.orders (boss) refers to rows of sales.orders that are not there","sql":"SELECT \"id\"::TEXT, \"boss\"::TEXT FROM \"sales\".\"orders\" t WHERE t.\"boss\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"sales\".\"orders\" r WHERE r.\"id\" = t.\"boss\")"}
ALTER TABLE "sales"."orders" ADD CONSTRAINT "fk_orders_boss" FOREIGN KEY ("boss") REFERENCES "sales"."orders" ("id");
