-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_posts_tenant_author on posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"},{"table":"members","lock":"access_exclusive"}]}
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_tenant_author";

-- zmig:step add foreign key fk_posts_tenant_author on posts (tenant, author) -> members (tenant, id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"share_row_exclusive","work":"scan"},{"table":"members","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"posts (tenant, author) refers to rows of members that are not there","sql":"SELECT \"id\"::TEXT, concat_ws(',', \"tenant\"::TEXT, \"author\"::TEXT) FROM \"posts\" t WHERE t.\"tenant\" IS NOT NULL AND t.\"author\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"members\" r WHERE r.\"tenant\" = t.\"tenant\" AND r.\"id\" = t.\"author\")"}
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_tenant_author" FOREIGN KEY ("tenant", "author") REFERENCES "members" ("tenant", "id");
