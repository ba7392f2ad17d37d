-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_posts_tenant_author on posts
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_tenant_author";

-- zmig:step add foreign key fk_posts_tenant_author on posts (tenant, author) -> members (tenant, id)
-- zmig:check {"reason":"posts (tenant, author) refers to rows of members that are not there","sql":"SELECT \"id\"::TEXT, concat_ws(',', \"tenant\"::TEXT, \"author\"::TEXT) FROM \"posts\" t WHERE t.\"tenant\" IS NOT NULL AND t.\"author\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"members\" r WHERE r.\"tenant\" = t.\"tenant\" AND r.\"id\" = t.\"author\")"}
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_tenant_author" FOREIGN KEY ("tenant", "author") REFERENCES "members" ("tenant", "id");
