-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename table articles to posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"articles","lock":"access_exclusive"}]}
ALTER TABLE "articles" RENAME TO "posts";
ALTER TABLE "posts" RENAME CONSTRAINT "pk_articles" TO "pk_posts";
ALTER INDEX "idx_articles_specs" RENAME TO "idx_posts_specs";
ALTER INDEX "idx_articles_text_search" RENAME TO "idx_posts_text_search";
