-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step add index idx_articles_specs on articles; add index idx_articles_tags on articles; add index idx_articles_text_search on articles
