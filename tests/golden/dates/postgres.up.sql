-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column things.a: datetime -> date
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what date does not hold of the values of things.a"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "a" TYPE DATE USING ("a" AT TIME ZONE 'UTC')::DATE;

-- zmig:step alter column things.b: date -> datetime
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "b" TYPE TIMESTAMPTZ USING "b"::TIMESTAMP AT TIME ZONE 'UTC';
