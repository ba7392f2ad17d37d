-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column things.d: [text] -> [bool]
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what [bool] does not hold of the values of things.d"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.d does not convert to [bool]","sql":"SELECT \"id\"::TEXT, \"d\"::TEXT FROM \"things\" t WHERE EXISTS (SELECT 1 FROM unnest(\"d\") AS item WHERE lower(btrim(item, chr(32)||chr(9)||chr(10)||chr(11)||chr(12)||chr(13))) NOT IN ('t','tr','tru','true','y','ye','yes','on','1','f','fa','fal','fals','false','n','no','of','off','0'))"}
ALTER TABLE "things" ALTER COLUMN "d" TYPE BOOLEAN[] USING "d"::TEXT[]::BOOLEAN[];

-- zmig:step alter column things.c: [text] -> [str]
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ALTER COLUMN "c" TYPE VARCHAR[] USING "c"::TEXT[];

-- zmig:step alter column things.b: [int] -> [str]
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "b" TYPE VARCHAR[] USING "b"::TEXT[];

-- zmig:step alter column things.a: [str] -> [int]
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what [int] does not hold of the values of things.a"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.a does not convert to [int]","sql":"SELECT \"id\"::TEXT, \"a\"::TEXT FROM \"things\" t WHERE EXISTS (SELECT 1 FROM unnest(\"a\") AS item WHERE CASE WHEN item IS NULL THEN FALSE WHEN item ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN item::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END)"}
ALTER TABLE "things" ALTER COLUMN "a" TYPE BIGINT[] USING "a"::TEXT[]::BIGINT[];
