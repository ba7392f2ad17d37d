-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column things.b: datetime -> date
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what date does not hold of the values of things.b"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "b" TYPE DATE USING ("b" AT TIME ZONE 'UTC')::DATE;

-- zmig:step alter column things.a: date -> datetime
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "a" TYPE TIMESTAMPTZ USING "a"::TIMESTAMP AT TIME ZONE 'UTC';
