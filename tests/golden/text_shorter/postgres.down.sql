-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column users.name: str(3) -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ALTER COLUMN "name" TYPE VARCHAR;

-- zmig:step alter column users.n: str(2) -> int
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of users.n"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.n does not convert to int","sql":"SELECT \"id\"::TEXT, \"n\"::TEXT FROM \"users\" t WHERE CASE WHEN \"n\" IS NULL THEN FALSE WHEN \"n\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"n\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
ALTER TABLE "users" ALTER COLUMN "n" TYPE BIGINT USING "n"::BIGINT;

-- zmig:step alter column users.code: str(4) -> str(9)
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ALTER COLUMN "code" TYPE VARCHAR(9);
