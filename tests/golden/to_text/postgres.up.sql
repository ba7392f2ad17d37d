-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column things.a: bool -> text
ALTER TABLE "things" ALTER COLUMN "a" TYPE TEXT USING "a"::TEXT;

-- zmig:step alter column things.b: int -> text
ALTER TABLE "things" ALTER COLUMN "b" TYPE TEXT USING "b"::TEXT;

-- zmig:step alter column things.c: decimal(10,2) -> text
ALTER TABLE "things" ALTER COLUMN "c" TYPE TEXT USING "c"::TEXT;

-- zmig:step alter column things.d: float -> text
ALTER TABLE "things" ALTER COLUMN "d" TYPE TEXT USING "d"::TEXT;

-- zmig:step alter column things.e: date -> text
ALTER TABLE "things" ALTER COLUMN "e" TYPE TEXT USING "e"::TEXT;

-- zmig:step alter column things.f: time -> text
ALTER TABLE "things" ALTER COLUMN "f" TYPE TEXT USING "f"::TEXT;

-- zmig:step alter column things.g: datetime -> text
ALTER TABLE "things" ALTER COLUMN "g" TYPE TEXT USING CASE WHEN isfinite("g") THEN to_char("g" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE "g"::TEXT END;

-- zmig:step alter column things.h: uuid -> text
ALTER TABLE "things" ALTER COLUMN "h" TYPE TEXT USING "h"::TEXT;

-- zmig:step alter column things.i: enum:things_i -> text
ALTER TABLE "things" ALTER COLUMN "i" TYPE TEXT USING "i"::TEXT;

-- zmig:step alter column things.j: decimal(25,3) -> text
ALTER TABLE "things" ALTER COLUMN "j" TYPE TEXT USING "j"::TEXT;

-- zmig:step drop enum things_i
DROP TYPE "things_i";
