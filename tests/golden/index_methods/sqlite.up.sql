-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index bodies on docs
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact"}

-- zmig:step drop index days on docs
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"docs","lock":"database"}]}
DROP INDEX "days";

-- zmig:step add index bodies on docs; add index days on docs; add index idx_docs_mail on docs; add index idx_docs_size on docs; add index idx_docs_words on docs
