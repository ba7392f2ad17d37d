-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column things.a: bool -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "a" TYPE TEXT USING "a"::TEXT;

-- zmig:step alter column things.b: int -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "b" TYPE TEXT USING "b"::TEXT;

-- zmig:step alter column things.c: decimal(10,2) -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "c" TYPE TEXT USING "c"::TEXT;

-- zmig:step alter column things.d: float -> text
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what text does not hold of the values of things.d"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "d" TYPE TEXT USING "d"::TEXT;

-- zmig:step alter column things.e: date -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "e" TYPE TEXT USING "e"::TEXT;

-- zmig:step alter column things.f: time -> text
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what text does not hold of the values of things.f"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "f" TYPE TEXT USING "f"::TEXT;

-- zmig:step alter column things.g: datetime -> text
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what text does not hold of the values of things.g"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "g" TYPE TEXT USING CASE WHEN isfinite("g") THEN to_char("g" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE "g"::TEXT END;

-- zmig:step alter column things.h: uuid -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "h" TYPE TEXT USING "h"::TEXT;

-- zmig:step alter column things.i: enum:things_i -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "i" TYPE TEXT USING "i"::TEXT;

-- zmig:step alter column things.j: decimal(25,3) -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ALTER COLUMN "j" TYPE TEXT USING "j"::TEXT;

-- zmig:step drop enum things_i
DROP TYPE "things_i";
