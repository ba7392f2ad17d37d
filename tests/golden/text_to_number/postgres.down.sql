-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column users.tiny: float32 -> str
ALTER TABLE "users" ALTER COLUMN "tiny" TYPE VARCHAR USING "tiny"::TEXT;

-- zmig:step alter column users.ratio: float -> str
ALTER TABLE "users" ALTER COLUMN "ratio" TYPE VARCHAR USING "ratio"::TEXT;

-- zmig:step alter column users.money: decimal(10,2) -> str
ALTER TABLE "users" ALTER COLUMN "money" TYPE VARCHAR USING "money"::TEXT;

-- zmig:step alter column users.huge: decimal(30,4) -> text
ALTER TABLE "users" ALTER COLUMN "huge" TYPE TEXT USING "huge"::TEXT;
