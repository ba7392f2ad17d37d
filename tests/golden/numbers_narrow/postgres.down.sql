-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column things.g: decimal(8,2) -> float
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what float does not hold of the values of things.g"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "g" TYPE DOUBLE PRECISION USING "g"::DOUBLE PRECISION;

-- zmig:step alter column things.f: bool -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "f" TYPE BIGINT USING "f"::INTEGER::BIGINT;

-- zmig:step alter column things.e: int -> decimal(30,5)
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "e" TYPE NUMERIC(30,5) USING "e"::NUMERIC(30,5);

-- zmig:step alter column things.d: int32 -> float
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "d" TYPE DOUBLE PRECISION USING "d"::DOUBLE PRECISION;

-- zmig:step alter column things.c: decimal(8,1) -> decimal(12,3)
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "c" TYPE NUMERIC(12,3) USING "c"::NUMERIC(12,3);

-- zmig:step alter column things.b: int16 -> int32
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "b" TYPE INTEGER USING "b"::INTEGER;

-- zmig:step alter column things.a: int32 -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "a" TYPE BIGINT USING "a"::BIGINT;
