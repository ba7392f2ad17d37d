-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index by_name on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "by_name";

-- zmig:step drop index by_time on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "by_time";

-- zmig:step drop index dense on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "dense";

-- zmig:step add index by_name on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "by_name" ON "users" ("name" "text_pattern_ops") INCLUDE ("place");

-- zmig:step add index by_time on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "by_time" ON "users" ("made_at" DESC NULLS LAST, "place" NULLS FIRST);

-- zmig:step add index dense on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "dense" ON "users" ("place") WITH ("deduplicate_items" = 'off', "fillfactor" = '70');

-- zmig:step add index idx_users_lower_name_desc on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "idx_users_lower_name_desc" ON "users" ((lower(name)) DESC);
