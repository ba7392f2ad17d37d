-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index idx_articles_text_search on articles
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"articles","lock":"access_exclusive"}]}
DROP INDEX "idx_articles_text_search";

-- zmig:step drop index idx_articles_tags on articles
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"articles","lock":"access_exclusive"}]}
DROP INDEX "idx_articles_tags";

-- zmig:step drop index idx_articles_specs on articles
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"articles","lock":"access_exclusive"}]}
DROP INDEX "idx_articles_specs";
