-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column log.line: becomes nullable
ALTER TABLE "log" ALTER COLUMN "line" DROP NOT NULL;

-- zmig:step alter column log.at: date -> datetime
ALTER TABLE "log" ALTER COLUMN "at" TYPE TIMESTAMPTZ USING "at"::TIMESTAMP AT TIME ZONE 'UTC';
