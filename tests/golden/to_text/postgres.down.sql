-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step create enum things_i (x, y)
CREATE TYPE "things_i" AS ENUM ('x', 'y');

-- zmig:step alter column things.j: text -> decimal(25,3)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(25,3) does not hold of the values of things.j"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.j does not convert to decimal(25,3)","sql":"SELECT \"id\"::TEXT, \"j\"::TEXT FROM \"things\" t WHERE CASE WHEN \"j\" IS NULL THEN FALSE WHEN \"j\" ~ '^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?[[:space:]]*$' THEN CASE WHEN char_length(\"j\") > 1000 THEN TRUE ELSE abs(round(\"j\"::NUMERIC::NUMERIC, 3)) >= 1e22 END ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "j" TYPE NUMERIC(25,3) USING "j"::NUMERIC(25,3);

-- zmig:step alter column things.i: text -> enum:things_i
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what enum:things_i does not hold of the values of things.i"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.i does not convert to enum:things_i","sql":"SELECT \"id\"::TEXT, \"i\"::TEXT FROM \"things\" t WHERE \"i\"::TEXT NOT IN ('x', 'y')"}
ALTER TABLE "things" ALTER COLUMN "i" TYPE "things_i" USING "i"::"things_i";

-- zmig:step alter column things.h: text -> uuid
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what uuid does not hold of the values of things.h"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.h does not convert to uuid","sql":"SELECT \"id\"::TEXT, \"h\"::TEXT FROM \"things\" t WHERE CASE WHEN \"h\" IS NULL THEN FALSE WHEN \"h\" ~ '^([0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}|[{][0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}[}])$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "h" TYPE UUID USING "h"::UUID;

-- zmig:step alter column things.g: text -> datetime
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what datetime does not hold of the values of things.g"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.g does not convert to datetime","sql":"SELECT \"id\"::TEXT, \"g\"::TEXT FROM \"things\" t WHERE CASE WHEN \"g\" IS NULL THEN FALSE WHEN \"g\" ~ '^[[:space:]]*([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?[[:space:]]*(z|Z|utc|UTC|[+-][0-9]{1,2}(:?[0-9]{2})?)?)?|-?infinity)[[:space:]]*$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "g" TYPE TIMESTAMPTZ USING CASE WHEN "g" ~* ':[0-9.]+[[:space:]]*(z|utc|[+-][0-9]{1,2}(:?[0-9]{2})?)[[:space:]]*$' THEN "g"::TIMESTAMPTZ ELSE "g"::TIMESTAMP AT TIME ZONE 'UTC' END;

-- zmig:step alter column things.f: text -> time
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what time does not hold of the values of things.f"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.f does not convert to time","sql":"SELECT \"id\"::TEXT, \"f\"::TEXT FROM \"things\" t WHERE CASE WHEN \"f\" IS NULL THEN FALSE WHEN \"f\" ~ '^[[:space:]]*([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?[[:space:]]*$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "f" TYPE TIME USING "f"::TIME;

-- zmig:step alter column things.e: text -> date
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what date does not hold of the values of things.e"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.e does not convert to date","sql":"SELECT \"id\"::TEXT, \"e\"::TEXT FROM \"things\" t WHERE CASE WHEN \"e\" IS NULL THEN FALSE WHEN \"e\" ~ '^[[:space:]]*([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|-?infinity)[[:space:]]*$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "e" TYPE DATE USING "e"::DATE;

-- zmig:step alter column things.d: text -> float
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what float does not hold of the values of things.d"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.d does not convert to float","sql":"SELECT \"id\"::TEXT, \"d\"::TEXT FROM \"things\" t WHERE CASE WHEN \"d\" IS NULL THEN FALSE WHEN \"d\" ~ '^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?[[:space:]]*$' THEN CASE WHEN char_length(\"d\") > 1000 THEN TRUE ELSE abs(\"d\"::NUMERIC) > 1.7976931348623157e308::NUMERIC OR (\"d\"::NUMERIC <> 0 AND abs(\"d\"::NUMERIC) < 4.94e-324::NUMERIC) END ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "d" TYPE DOUBLE PRECISION USING "d"::DOUBLE PRECISION;

-- zmig:step alter column things.c: text -> decimal(10,2)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(10,2) does not hold of the values of things.c"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.c does not convert to decimal(10,2)","sql":"SELECT \"id\"::TEXT, \"c\"::TEXT FROM \"things\" t WHERE CASE WHEN \"c\" IS NULL THEN FALSE WHEN \"c\" ~ '^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?[[:space:]]*$' THEN CASE WHEN char_length(\"c\") > 1000 THEN TRUE ELSE abs(round(\"c\"::NUMERIC::NUMERIC, 2)) >= 1e8 END ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "c" TYPE NUMERIC(10,2) USING "c"::NUMERIC(10,2);

-- zmig:step alter column things.b: text -> int
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of things.b"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.b does not convert to int","sql":"SELECT \"id\"::TEXT, \"b\"::TEXT FROM \"things\" t WHERE CASE WHEN \"b\" IS NULL THEN FALSE WHEN \"b\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"b\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "b" TYPE BIGINT USING "b"::BIGINT;

-- zmig:step alter column things.a: text -> bool
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what bool does not hold of the values of things.a"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.a does not convert to bool","sql":"SELECT \"id\"::TEXT, \"a\"::TEXT FROM \"things\" t WHERE lower(btrim(\"a\", chr(32)||chr(9)||chr(10)||chr(11)||chr(12)||chr(13))) NOT IN ('t','tr','tru','true','y','ye','yes','on','1','f','fa','fal','fals','false','n','no','of','off','0')"}
ALTER TABLE "things" ALTER COLUMN "a" TYPE BOOLEAN USING "a"::BOOLEAN;
