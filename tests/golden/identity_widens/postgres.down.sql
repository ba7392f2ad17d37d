-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column users.id: int -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of users.id"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"},{"table":"posts","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users.id does not convert to int32","sql":"SELECT \"id\"::TEXT, \"id\"::TEXT FROM \"users\" t WHERE \"id\" NOT BETWEEN -2147483648 AND 2147483647"}
ALTER TABLE "users" ALTER COLUMN "id" TYPE INTEGER USING "id"::INTEGER;

-- zmig:step alter column posts.owner: int -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of posts.owner"],"down":"structure_only","touches":[{"table":"posts","lock":"access_exclusive","work":"rewrite"},{"table":"users","lock":"access_exclusive"}]}
-- zmig:check {"reason":"posts.owner does not convert to int32","sql":"SELECT \"id\"::TEXT, \"owner\"::TEXT FROM \"posts\" t WHERE \"owner\" NOT BETWEEN -2147483648 AND 2147483647"}
ALTER TABLE "posts" ALTER COLUMN "owner" TYPE INTEGER USING "owner"::INTEGER;
