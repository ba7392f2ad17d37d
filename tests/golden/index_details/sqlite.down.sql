-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index idx_users_lower_name_desc on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "idx_users_lower_name_desc";

-- zmig:step drop index dense on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "dense";

-- zmig:step drop index by_time on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "by_time";

-- zmig:step drop index by_name on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "by_name";

-- zmig:step add index dense on users; add index by_time on users; add index by_name on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
CREATE INDEX "by_name" ON "users" ("name");
CREATE INDEX "by_time" ON "users" ("made_at" DESC, "place");
CREATE INDEX "dense" ON "users" ("place");
