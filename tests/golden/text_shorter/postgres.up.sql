-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column users.code: str(9) -> str(4)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what str(4) does not hold of the values of users.code"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.code does not convert to str(4)","sql":"SELECT \"id\"::TEXT, \"code\"::TEXT FROM \"users\" t WHERE char_length(\"code\") > 4"}
ALTER TABLE "users" ALTER COLUMN "code" TYPE VARCHAR(4);

-- zmig:step alter column users.n: int -> str(2)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what str(2) does not hold of the values of users.n"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.n does not convert to str(2)","sql":"SELECT \"id\"::TEXT, \"n\"::TEXT FROM \"users\" t WHERE char_length(\"n\"::TEXT) > 2"}
ALTER TABLE "users" ALTER COLUMN "n" TYPE VARCHAR(2) USING "n"::TEXT;

-- zmig:step alter column users.name: str -> str(3)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what str(3) does not hold of the values of users.name"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.name does not convert to str(3)","sql":"SELECT \"id\"::TEXT, \"name\"::TEXT FROM \"users\" t WHERE char_length(\"name\") > 3"}
ALTER TABLE "users" ALTER COLUMN "name" TYPE VARCHAR(3);
