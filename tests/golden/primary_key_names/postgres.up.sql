-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename table notes to remarks
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"notes","lock":"access_exclusive"}]}
ALTER TABLE "notes" RENAME TO "remarks";

-- zmig:step rename primary key of posts to posts_pkey
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"}]}
ALTER TABLE "posts" RENAME CONSTRAINT "pk_posts" TO "posts_pkey";

-- zmig:step change primary key tags: (a) -> (b, a)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"tags","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"tags (b, a) is not unique, which tags_pkey asks for","sql":"SELECT \"a\"::TEXT, concat_ws(',', \"b\"::TEXT, \"a\"::TEXT) FROM \"tags\" t WHERE (\"b\", \"a\") IN (SELECT \"b\", \"a\" FROM \"tags\" WHERE \"b\" IS NOT NULL AND \"a\" IS NOT NULL GROUP BY \"b\", \"a\" HAVING count(*) > 1)"}
ALTER TABLE "tags" DROP CONSTRAINT "tags_key";
ALTER TABLE "tags" ADD CONSTRAINT "tags_pkey" PRIMARY KEY ("b", "a");

-- zmig:step rename primary key of users to pk_users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME CONSTRAINT "users_pkey" TO "pk_users";
