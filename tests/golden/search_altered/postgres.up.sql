-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index idx_articles_specs on articles
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"articles","lock":"access_exclusive"}]}
DROP INDEX "idx_articles_specs";

-- zmig:step drop index idx_articles_text_search on articles
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"articles","lock":"access_exclusive"}]}
DROP INDEX "idx_articles_text_search";

-- zmig:step rename column articles.title to headline
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"articles","lock":"access_exclusive"}]}
ALTER TABLE "articles" RENAME COLUMN "title" TO "headline";

-- zmig:step add index idx_articles_tags on articles
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"articles","lock":"share","work":"scan"}]}
CREATE INDEX "idx_articles_tags" ON "articles" USING "gin" ("tags");

-- zmig:step add index idx_articles_text_search on articles
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"articles","lock":"share","work":"scan"}]}
CREATE INDEX "idx_articles_text_search" ON "articles" USING "gin" ((to_tsvector('english', coalesce("headline", '') || ' ' || coalesce("body", ''))));
