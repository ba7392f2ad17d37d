-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column users.age: str -> int, default changes
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of users.age"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.age does not convert to int","sql":"SELECT \"id\"::TEXT, \"age\"::TEXT FROM \"users\" t WHERE CASE WHEN \"age\" IS NULL THEN FALSE WHEN \"age\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"age\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
ALTER TABLE "users"
    ALTER COLUMN "age" DROP DEFAULT,
    ALTER COLUMN "age" TYPE BIGINT USING "age"::BIGINT,
    ALTER COLUMN "age" SET DEFAULT 7;

-- zmig:step alter column users.big: text -> int
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of users.big"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.big does not convert to int","sql":"SELECT \"id\"::TEXT, \"big\"::TEXT FROM \"users\" t WHERE CASE WHEN \"big\" IS NULL THEN FALSE WHEN \"big\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"big\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
ALTER TABLE "users" ALTER COLUMN "big" TYPE BIGINT USING "big"::BIGINT;

-- zmig:step alter column users.small: str -> int16
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int16 does not hold of the values of users.small"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.small does not convert to int16","sql":"SELECT \"id\"::TEXT, \"small\"::TEXT FROM \"users\" t WHERE CASE WHEN \"small\" IS NULL THEN FALSE WHEN \"small\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"small\"::NUMERIC NOT BETWEEN -32768 AND 32767 ELSE TRUE END"}
ALTER TABLE "users" ALTER COLUMN "small" TYPE SMALLINT USING "small"::SMALLINT;
