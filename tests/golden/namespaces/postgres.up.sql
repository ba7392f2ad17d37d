-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step create enum sales.mood (good, bad)
CREATE SCHEMA IF NOT EXISTS "sales";
CREATE TYPE "sales"."mood" AS ENUM ('good', 'bad');

-- zmig:step create enum sales.orders_state (open, done)
CREATE TYPE "sales"."orders_state" AS ENUM ('open', 'done');

-- zmig:step create domain sales.price (decimal(10,2))
CREATE DOMAIN "sales"."price" AS NUMERIC(10,2)
    CONSTRAINT "ck_price_positive" CHECK (VALUE >= 0);

-- zmig:step create table sales.orders
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share_row_exclusive"}]}
CREATE TABLE "sales"."orders" (
    "id" BIGSERIAL NOT NULL,
    "user" BIGINT,
    "state" "sales"."orders_state" DEFAULT 'open'::"sales"."orders_state" NOT NULL,
    "mood" "sales"."mood",
    "price" "sales"."price" DEFAULT 1.00 NOT NULL,
    "slug" VARCHAR,
    CONSTRAINT "pk_orders" PRIMARY KEY ("id"),
    CONSTRAINT "uq_orders_slug" UNIQUE ("slug"),
    CONSTRAINT "ck_orders_slugged" CHECK (slug <> ''),
    CONSTRAINT "fk_orders_user" FOREIGN KEY ("user") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_orders_user" ON "sales"."orders" ("user");
COMMENT ON TABLE "sales"."orders" IS 'what was bought';

-- zmig:step create table archive.orders
CREATE SCHEMA IF NOT EXISTS "archive";
CREATE TABLE "archive"."orders" (
    "id" BIGINT NOT NULL,
    "orders" BIGINT,
    CONSTRAINT "pk_orders" PRIMARY KEY ("id"),
    CONSTRAINT "fk_orders_orders" FOREIGN KEY ("orders") REFERENCES "sales"."orders" ("id")
);
CREATE INDEX "idx_orders_orders" ON "archive"."orders" ("orders");

-- zmig:step add column users.favourite (int)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "favourite" BIGINT;

-- zmig:step add foreign key fk_users_favourite on users (favourite) -> sales.orders (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"share_row_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (favourite) refers to rows of sales.orders that are not there","sql":"SELECT \"id\"::TEXT, \"favourite\"::TEXT FROM \"users\" t WHERE t.\"favourite\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"sales\".\"orders\" r WHERE r.\"id\" = t.\"favourite\")"}
ALTER TABLE "users" ADD CONSTRAINT "fk_users_favourite" FOREIGN KEY ("favourite") REFERENCES "sales"."orders" ("id");
