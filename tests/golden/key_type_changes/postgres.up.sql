-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop foreign key fk_posts_owner on posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"},{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_owner";

-- zmig:step alter column posts.owner: int32 -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "posts" ALTER COLUMN "owner" TYPE VARCHAR USING "owner"::TEXT;

-- zmig:step alter column users.id: int32 -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "id" TYPE VARCHAR USING "id"::TEXT;

-- zmig:step add foreign key fk_posts_owner on posts (owner) -> users (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"share_row_exclusive","work":"scan"},{"table":"users","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"posts (owner) refers to rows of users that are not there","sql":"SELECT \"id\"::TEXT, \"owner\"::TEXT FROM \"posts\" t WHERE t.\"owner\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"users\" r WHERE r.\"id\" = t.\"owner\")"}
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_owner" FOREIGN KEY ("owner") REFERENCES "users" ("id") ON DELETE CASCADE;
