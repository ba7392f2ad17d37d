-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename primary key of users to users_pkey
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME CONSTRAINT "pk_users" TO "users_pkey";

-- zmig:step change primary key tags: (b, a) -> (a)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"tags","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"tags (a) is not unique, which tags_key asks for","sql":"SELECT concat_ws(',', \"b\"::TEXT, \"a\"::TEXT), \"a\"::TEXT FROM \"tags\" t WHERE (\"a\") IN (SELECT \"a\" FROM \"tags\" WHERE \"a\" IS NOT NULL GROUP BY \"a\" HAVING count(*) > 1)"}
ALTER TABLE "tags" DROP CONSTRAINT "tags_pkey";
ALTER TABLE "tags" ADD CONSTRAINT "tags_key" PRIMARY KEY ("a");

-- zmig:step rename primary key of posts to pk_posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"}]}
ALTER TABLE "posts" RENAME CONSTRAINT "posts_pkey" TO "pk_posts";

-- zmig:step rename table remarks to notes
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"remarks","lock":"access_exclusive"}]}
ALTER TABLE "remarks" RENAME TO "notes";
