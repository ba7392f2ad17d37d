-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column things.a: datetime -> date
ALTER TABLE "things" ALTER COLUMN "a" TYPE DATE USING ("a" AT TIME ZONE 'UTC')::DATE;

-- zmig:step alter column things.b: date -> datetime
ALTER TABLE "things" ALTER COLUMN "b" TYPE TIMESTAMPTZ USING "b"::TIMESTAMP AT TIME ZONE 'UTC';
