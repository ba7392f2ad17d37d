-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column users.small: int16 -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "small" TYPE VARCHAR USING "small"::TEXT;

-- zmig:step alter column users.big: int -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "big" TYPE TEXT USING "big"::TEXT;

-- zmig:step alter column users.age: int -> str, default changes
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users"
    ALTER COLUMN "age" DROP DEFAULT,
    ALTER COLUMN "age" TYPE VARCHAR USING "age"::TEXT,
    ALTER COLUMN "age" SET DEFAULT '7';
