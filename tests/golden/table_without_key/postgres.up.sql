-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column log.at: datetime -> date
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what date does not hold of the values of log.at"],"down":"structure_only","touches":[{"table":"log","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "log" ALTER COLUMN "at" TYPE DATE USING ("at" AT TIME ZONE 'UTC')::DATE;

-- zmig:step alter column log.line: becomes required
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row without a value is refused"],"down":"structure_only","touches":[{"table":"log","lock":"access_exclusive","work":"rewrite"}]}
UPDATE "log" SET "line" = '' WHERE "line" IS NULL;
ALTER TABLE "log" ALTER COLUMN "line" SET NOT NULL;
