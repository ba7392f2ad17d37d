-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column things.state: enum:things_state -> str
ALTER TABLE "things" ALTER COLUMN "state" TYPE VARCHAR USING "state"::TEXT;

-- zmig:step alter column things.key: uuid -> str
ALTER TABLE "things" ALTER COLUMN "key" TYPE VARCHAR USING "key"::TEXT;

-- zmig:step alter column things.body: json -> text
ALTER TABLE "things" ALTER COLUMN "body" TYPE TEXT USING "body"::TEXT;

-- zmig:step drop enum things_state
DROP TYPE "things_state";
