-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename table posts to articles
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive"}]}
ALTER TABLE "posts" RENAME TO "articles";
ALTER TABLE "articles" RENAME CONSTRAINT "pk_posts" TO "pk_articles";
ALTER INDEX "idx_posts_specs" RENAME TO "idx_articles_specs";
ALTER INDEX "idx_posts_text_search" RENAME TO "idx_articles_text_search";
