-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_posts_owner on posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"},{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_owner";

-- zmig:step alter column users.id: str -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of users.id"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.id does not convert to int32","sql":"SELECT \"id\"::TEXT, \"id\"::TEXT FROM \"users\" t WHERE CASE WHEN \"id\" IS NULL THEN FALSE WHEN \"id\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"id\"::NUMERIC NOT BETWEEN -2147483648 AND 2147483647 ELSE TRUE END"}
ALTER TABLE "users" ALTER COLUMN "id" TYPE INTEGER USING "id"::INTEGER;

-- zmig:step alter column posts.owner: str -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of posts.owner"],"down":"structure_only","touches":[{"table":"posts","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"posts.owner does not convert to int32","sql":"SELECT \"id\"::TEXT, \"owner\"::TEXT FROM \"posts\" t WHERE CASE WHEN \"owner\" IS NULL THEN FALSE WHEN \"owner\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"owner\"::NUMERIC NOT BETWEEN -2147483648 AND 2147483647 ELSE TRUE END"}
ALTER TABLE "posts" ALTER COLUMN "owner" TYPE INTEGER USING "owner"::INTEGER;

-- zmig:step add foreign key fk_posts_owner on posts (owner) -> users (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"share_row_exclusive","work":"scan"},{"table":"users","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"posts (owner) refers to rows of users that are not there","sql":"SELECT \"id\"::TEXT, \"owner\"::TEXT FROM \"posts\" t WHERE t.\"owner\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"users\" r WHERE r.\"id\" = t.\"owner\")"}
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_owner" FOREIGN KEY ("owner") REFERENCES "users" ("id") ON DELETE CASCADE;
