-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_posts_member on posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"},{"table":"members","lock":"access_exclusive"}]}
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_member";

-- zmig:step drop unique uq_members_id on members
-- zmig:hazard {"risk":"HIGH","reasons":["rows are taken that were refused","foreign keys of other tables rely on it"],"down":"exact","touches":[{"table":"members","lock":"access_exclusive"}]}
ALTER TABLE "members" DROP CONSTRAINT "uq_members_id";

-- zmig:step change primary key members: (code) -> (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"members","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"members (id) is not unique, which pk_members asks for","sql":"SELECT \"code\"::TEXT, \"id\"::TEXT FROM \"members\" t WHERE (\"id\") IN (SELECT \"id\" FROM \"members\" WHERE \"id\" IS NOT NULL GROUP BY \"id\" HAVING count(*) > 1)"}
ALTER TABLE "members" DROP CONSTRAINT "pk_members";
ALTER TABLE "members" ADD CONSTRAINT "pk_members" PRIMARY KEY ("id");

-- zmig:step add unique uq_members_code on members (code)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"members","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"members (code) is not unique, which uq_members_code asks for","sql":"SELECT \"id\"::TEXT, \"code\"::TEXT FROM \"members\" t WHERE (\"code\") IN (SELECT \"code\" FROM \"members\" WHERE \"code\" IS NOT NULL GROUP BY \"code\" HAVING count(*) > 1)"}
ALTER TABLE "members" ADD CONSTRAINT "uq_members_code" UNIQUE ("code");

-- zmig:step add foreign key fk_posts_member on posts (member) -> members (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"share_row_exclusive","work":"scan"},{"table":"members","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"posts (member) refers to rows of members that are not there","sql":"SELECT \"id\"::TEXT, \"member\"::TEXT FROM \"posts\" t WHERE t.\"member\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"members\" r WHERE r.\"id\" = t.\"member\")"}
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_member" FOREIGN KEY ("member") REFERENCES "members" ("id") ON DELETE CASCADE;
