-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column things.b: datetime -> date
ALTER TABLE "things" ALTER COLUMN "b" TYPE DATE USING ("b" AT TIME ZONE 'UTC')::DATE;

-- zmig:step alter column things.a: date -> datetime
ALTER TABLE "things" ALTER COLUMN "a" TYPE TIMESTAMPTZ USING "a"::TIMESTAMP AT TIME ZONE 'UTC';
