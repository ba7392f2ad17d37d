-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column users.tiny: float32 -> str
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what str does not hold of the values of users.tiny"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "tiny" TYPE VARCHAR USING "tiny"::TEXT;

-- zmig:step alter column users.ratio: float -> str
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what str does not hold of the values of users.ratio"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "ratio" TYPE VARCHAR USING "ratio"::TEXT;

-- zmig:step alter column users.money: decimal(10,2) -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "money" TYPE VARCHAR USING "money"::TEXT;

-- zmig:step alter column users.huge: decimal(30,4) -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "huge" TYPE TEXT USING "huge"::TEXT;
