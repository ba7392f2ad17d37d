-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column users.note: text -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ALTER COLUMN "note" TYPE VARCHAR;

-- zmig:step alter column users.name: str(30) -> str(3)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what str(3) does not hold of the values of users.name"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.name does not convert to str(3)","sql":"SELECT \"id\"::TEXT, \"name\"::TEXT FROM \"users\" t WHERE char_length(\"name\") > 3"}
ALTER TABLE "users" ALTER COLUMN "name" TYPE VARCHAR(3);
