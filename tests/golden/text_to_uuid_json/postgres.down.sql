-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column things.state: enum:things_state -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "state" TYPE VARCHAR USING "state"::TEXT;

-- zmig:step alter column things.key: uuid -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "key" TYPE VARCHAR USING "key"::TEXT;

-- zmig:step alter column things.body: json -> text
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what text does not hold of the values of things.body"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "body" TYPE TEXT USING "body"::TEXT;

-- zmig:step drop enum things_state
DROP TYPE "things_state";
