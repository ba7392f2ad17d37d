-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column things.a: [int] -> [str]
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "a" TYPE VARCHAR[] USING "a"::TEXT[];

-- zmig:step alter column things.b: [str] -> [int]
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what [int] does not hold of the values of things.b"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.b does not convert to [int]","sql":"SELECT \"id\"::TEXT, \"b\"::TEXT FROM \"things\" t WHERE EXISTS (SELECT 1 FROM unnest(\"b\") AS item WHERE CASE WHEN item IS NULL THEN FALSE WHEN item ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN item::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END)"}
ALTER TABLE "things" ALTER COLUMN "b" TYPE BIGINT[] USING "b"::TEXT[]::BIGINT[];

-- zmig:step alter column things.c: [str] -> [text]
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ALTER COLUMN "c" TYPE TEXT[] USING "c"::TEXT[];

-- zmig:step alter column things.d: [bool] -> [text]
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "d" TYPE TEXT[] USING "d"::TEXT[];
