-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index idx_docs_words on docs

-- zmig:step drop index idx_docs_size on docs

-- zmig:step drop index idx_docs_mail on docs

-- zmig:step drop index days on docs

-- zmig:step drop index bodies on docs

-- zmig:step add index days on docs; add index bodies on docs
CREATE INDEX "days" ON "docs" ("day");
