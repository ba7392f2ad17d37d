-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column things.h: decimal(25,5) -> decimal(15,2)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(15,2) does not hold of the values of things.h"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.h does not convert to decimal(15,2)","sql":"SELECT \"id\"::TEXT, \"h\"::TEXT FROM \"things\" t WHERE abs(round(nullif(\"h\", 'NaN')::NUMERIC, 2)) >= 1e13"}
ALTER TABLE "things" ALTER COLUMN "h" TYPE NUMERIC(15,2) USING "h"::NUMERIC(15,2);

-- zmig:step alter column things.g: decimal(20,3) -> int16
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int16 does not hold of the values of things.g"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.g does not convert to int16","sql":"SELECT \"id\"::TEXT, \"g\"::TEXT FROM \"things\" t WHERE round(\"g\") NOT BETWEEN -32768 AND 32767"}
ALTER TABLE "things" ALTER COLUMN "g" TYPE SMALLINT USING "g"::SMALLINT;

-- zmig:step alter column things.f: float -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of things.f"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.f does not convert to int32","sql":"SELECT \"id\"::TEXT, \"f\"::TEXT FROM \"things\" t WHERE CASE WHEN \"f\"::TEXT IN ('NaN', 'Infinity', '-Infinity') THEN TRUE ELSE round(\"f\"::DOUBLE PRECISION) NOT BETWEEN -2147483648 AND 2147483647 END"}
ALTER TABLE "things" ALTER COLUMN "f" TYPE INTEGER USING "f"::INTEGER;

-- zmig:step alter column things.e: int -> bool
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what bool does not hold of the values of things.e"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.e does not convert to bool","sql":"SELECT \"id\"::TEXT, \"e\"::TEXT FROM \"things\" t WHERE \"e\" NOT IN (0, 1)"}
ALTER TABLE "things" ALTER COLUMN "e" TYPE BOOLEAN USING "e"::TEXT::BOOLEAN;

-- zmig:step alter column things.d: float -> float32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what float32 does not hold of the values of things.d"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "d" TYPE REAL USING "d"::REAL;

-- zmig:step alter column things.c: decimal(12,4) -> decimal(8,2)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(8,2) does not hold of the values of things.c"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.c does not convert to decimal(8,2)","sql":"SELECT \"id\"::TEXT, \"c\"::TEXT FROM \"things\" t WHERE abs(round(nullif(\"c\", 'NaN')::NUMERIC, 2)) >= 1e6"}
ALTER TABLE "things" ALTER COLUMN "c" TYPE NUMERIC(8,2) USING "c"::NUMERIC(8,2);

-- zmig:step alter column things.b: int -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of things.b"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.b does not convert to int32","sql":"SELECT \"id\"::TEXT, \"b\"::TEXT FROM \"things\" t WHERE \"b\" NOT BETWEEN -2147483648 AND 2147483647"}
ALTER TABLE "things" ALTER COLUMN "b" TYPE INTEGER USING "b"::INTEGER;

-- zmig:step alter column things.a: int32 -> int16
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int16 does not hold of the values of things.a"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.a does not convert to int16","sql":"SELECT \"id\"::TEXT, \"a\"::TEXT FROM \"things\" t WHERE \"a\" NOT BETWEEN -32768 AND 32767"}
ALTER TABLE "things" ALTER COLUMN "a" TYPE SMALLINT USING "a"::SMALLINT;
