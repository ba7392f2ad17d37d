-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column things.a: int -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of things.a"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.a does not convert to int32","sql":"SELECT \"id\"::TEXT, \"a\"::TEXT FROM \"things\" t WHERE \"a\" NOT BETWEEN -2147483648 AND 2147483647"}
ALTER TABLE "things" ALTER COLUMN "a" TYPE INTEGER USING "a"::INTEGER;

-- zmig:step alter column things.b: int32 -> int16
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int16 does not hold of the values of things.b"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.b does not convert to int16","sql":"SELECT \"id\"::TEXT, \"b\"::TEXT FROM \"things\" t WHERE \"b\" NOT BETWEEN -32768 AND 32767"}
ALTER TABLE "things" ALTER COLUMN "b" TYPE SMALLINT USING "b"::SMALLINT;

-- zmig:step alter column things.c: decimal(12,3) -> decimal(8,1)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(8,1) does not hold of the values of things.c"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.c does not convert to decimal(8,1)","sql":"SELECT \"id\"::TEXT, \"c\"::TEXT FROM \"things\" t WHERE abs(round(nullif(\"c\", 'NaN')::NUMERIC, 1)) >= 1e7"}
ALTER TABLE "things" ALTER COLUMN "c" TYPE NUMERIC(8,1) USING "c"::NUMERIC(8,1);

-- zmig:step alter column things.d: float -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of things.d"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.d does not convert to int32","sql":"SELECT \"id\"::TEXT, \"d\"::TEXT FROM \"things\" t WHERE CASE WHEN \"d\"::TEXT IN ('NaN', 'Infinity', '-Infinity') THEN TRUE ELSE round(\"d\"::DOUBLE PRECISION) NOT BETWEEN -2147483648 AND 2147483647 END"}
ALTER TABLE "things" ALTER COLUMN "d" TYPE INTEGER USING "d"::INTEGER;

-- zmig:step alter column things.e: decimal(30,5) -> int
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of things.e"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.e does not convert to int","sql":"SELECT \"id\"::TEXT, \"e\"::TEXT FROM \"things\" t WHERE round(\"e\") NOT BETWEEN -9223372036854775808 AND 9223372036854775807"}
ALTER TABLE "things" ALTER COLUMN "e" TYPE BIGINT USING "e"::BIGINT;

-- zmig:step alter column things.f: int -> bool
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what bool does not hold of the values of things.f"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.f does not convert to bool","sql":"SELECT \"id\"::TEXT, \"f\"::TEXT FROM \"things\" t WHERE \"f\" NOT IN (0, 1)"}
ALTER TABLE "things" ALTER COLUMN "f" TYPE BOOLEAN USING "f"::TEXT::BOOLEAN;

-- zmig:step alter column things.g: float -> decimal(8,2)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(8,2) does not hold of the values of things.g"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.g does not convert to decimal(8,2)","sql":"SELECT \"id\"::TEXT, \"g\"::TEXT FROM \"things\" t WHERE CASE WHEN \"g\"::TEXT IN ('NaN', 'Infinity', '-Infinity') THEN TRUE ELSE abs(round(\"g\"::NUMERIC, 2)) >= 1e6 END"}
ALTER TABLE "things" ALTER COLUMN "g" TYPE NUMERIC(8,2) USING "g"::NUMERIC(8,2);
