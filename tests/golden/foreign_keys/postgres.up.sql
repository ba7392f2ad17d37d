-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop foreign key fk_posts_editor on posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"},{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_editor";

-- zmig:step drop foreign key fk_posts_reader on posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"},{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_reader";

-- zmig:step add foreign key fk_posts_editor on posts (editor) -> users (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"share_row_exclusive","work":"scan"},{"table":"users","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"posts (editor) refers to rows of users that are not there","sql":"SELECT \"id\"::TEXT, \"editor\"::TEXT FROM \"posts\" t WHERE t.\"editor\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"users\" r WHERE r.\"id\" = t.\"editor\")"}
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_editor" FOREIGN KEY ("editor") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- zmig:step add foreign key fk_posts_owner on posts (owner) -> users (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"share_row_exclusive","work":"scan"},{"table":"users","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"posts (owner) refers to rows of users that are not there","sql":"SELECT \"id\"::TEXT, \"owner\"::TEXT FROM \"posts\" t WHERE t.\"owner\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"users\" r WHERE r.\"id\" = t.\"owner\")"}
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_owner" FOREIGN KEY ("owner") REFERENCES "users" ("id") ON DELETE CASCADE;
