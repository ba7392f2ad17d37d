-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column users.live: str -> bool
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what bool does not hold of the values of users.live"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.live does not convert to bool","sql":"SELECT \"id\"::TEXT, \"live\"::TEXT FROM \"users\" t WHERE lower(btrim(\"live\", chr(32)||chr(9)||chr(10)||chr(11)||chr(12)||chr(13))) NOT IN ('t','tr','tru','true','y','ye','yes','on','1','f','fa','fal','fals','false','n','no','of','off','0')"}
ALTER TABLE "users" ALTER COLUMN "live" TYPE BOOLEAN USING "live"::BOOLEAN;
