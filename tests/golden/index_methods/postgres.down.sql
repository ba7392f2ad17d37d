-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index idx_docs_words on docs
DROP INDEX "idx_docs_words";

-- zmig:step drop index idx_docs_size on docs
DROP INDEX "idx_docs_size";

-- zmig:step drop index idx_docs_mail on docs
DROP INDEX "idx_docs_mail";

-- zmig:step drop index days on docs
DROP INDEX "days";

-- zmig:step drop index bodies on docs
DROP INDEX "bodies";

-- zmig:step add index days on docs
CREATE INDEX "days" ON "docs" ("day");

-- zmig:step add index bodies on docs
CREATE INDEX "bodies" ON "docs" USING "gin" ("body");
