-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index bodies on docs
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"docs","lock":"access_exclusive"}]}
DROP INDEX "bodies";

-- zmig:step drop index days on docs
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"docs","lock":"access_exclusive"}]}
DROP INDEX "days";

-- zmig:step add index bodies on docs
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"docs","lock":"share","work":"scan"}]}
CREATE INDEX "bodies" ON "docs" USING "gin" ("body" "jsonb_path_ops") WITH ("fastupdate" = 'off');

-- zmig:step add index days on docs
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"docs","lock":"share","work":"scan"}]}
CREATE INDEX "days" ON "docs" USING "brin" ("day") WITH ("pages_per_range" = '32');

-- zmig:step add index idx_docs_mail on docs
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"docs","lock":"share","work":"scan"}]}
CREATE INDEX "idx_docs_mail" ON "docs" USING "hash" ("mail");

-- zmig:step add index idx_docs_size on docs
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"docs","lock":"share","work":"scan"}]}
CREATE INDEX "idx_docs_size" ON "docs" USING "gist" ("size");

-- zmig:step add index idx_docs_words on docs
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"docs","lock":"share","work":"scan"}]}
CREATE INDEX "idx_docs_words" ON "docs" USING "gin" ("words");
