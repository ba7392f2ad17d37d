-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column log.line: becomes nullable
-- zmig:hazard {"risk":"SAFE","down":"structure_only","touches":[{"table":"log","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "log" ALTER COLUMN "line" DROP NOT NULL;

-- zmig:step alter column log.at: date -> datetime
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"log","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "log" ALTER COLUMN "at" TYPE TIMESTAMPTZ USING "at"::TIMESTAMP AT TIME ZONE 'UTC';
