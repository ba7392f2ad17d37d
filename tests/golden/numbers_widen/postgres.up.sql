-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column things.a: int16 -> int32
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "a" TYPE INTEGER USING "a"::INTEGER;

-- zmig:step alter column things.b: int32 -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "b" TYPE BIGINT USING "b"::BIGINT;

-- zmig:step alter column things.c: decimal(8,2) -> decimal(12,4)
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "c" TYPE NUMERIC(12,4) USING "c"::NUMERIC(12,4);

-- zmig:step alter column things.d: float32 -> float
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "d" TYPE DOUBLE PRECISION USING "d"::DOUBLE PRECISION;

-- zmig:step alter column things.e: bool -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "e" TYPE BIGINT USING "e"::INTEGER::BIGINT;

-- zmig:step alter column things.f: int32 -> float
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "f" TYPE DOUBLE PRECISION USING "f"::DOUBLE PRECISION;

-- zmig:step alter column things.g: int16 -> decimal(20,3)
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "g" TYPE NUMERIC(20,3) USING "g"::NUMERIC(20,3);

-- zmig:step alter column things.h: decimal(15,2) -> decimal(25,5)
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "h" TYPE NUMERIC(25,5) USING "h"::NUMERIC(25,5);
