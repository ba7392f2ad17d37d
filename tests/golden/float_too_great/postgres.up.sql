-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column things.size: float -> decimal(20,4)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(20,4) does not hold of the values of things.size"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.size does not convert to decimal(20,4)","sql":"SELECT \"id\"::TEXT, \"size\"::TEXT FROM \"things\" t WHERE CASE WHEN \"size\"::TEXT IN ('NaN', 'Infinity', '-Infinity') THEN TRUE ELSE abs(round(\"size\"::NUMERIC, 4)) >= 1e16 END"}
ALTER TABLE "things" ALTER COLUMN "size" TYPE NUMERIC(20,4) USING "size"::NUMERIC(20,4);
