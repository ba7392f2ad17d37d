-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column posts.owner: int32 -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive","work":"rewrite"},{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "posts" ALTER COLUMN "owner" TYPE BIGINT USING "owner"::BIGINT;

-- zmig:step alter column users.id: int32 -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"},{"table":"posts","lock":"access_exclusive","work":"scan"}]}
ALTER TABLE "users" ALTER COLUMN "id" TYPE BIGINT USING "id"::BIGINT;
