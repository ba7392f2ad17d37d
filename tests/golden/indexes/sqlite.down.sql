-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index was on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "was";

-- zmig:step drop index idx_users_lower_b on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "idx_users_lower_b";

-- zmig:step drop index idx_users_b_a on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "idx_users_b_a";

-- zmig:step drop index idx_users_a on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "idx_users_a";

-- zmig:step drop unique uq_users_b on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "uq_users_b";

-- zmig:step add index was on users; add index idx_users_b on users; add index idx_users_a_b on users; add unique uq_users_c on users (c)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
-- zmig:check {"reason":"users (c) is not unique, which uq_users_c asks for","sql":"SELECT CAST(\"id\" AS TEXT), CAST(\"c\" AS TEXT) FROM \"users\" WHERE (\"c\") IN (SELECT \"c\" FROM \"users\" WHERE \"c\" IS NOT NULL GROUP BY \"c\" HAVING count(*) > 1)"}
CREATE INDEX "idx_users_a_b" ON "users" ("a", "b");
CREATE INDEX "idx_users_b" ON "users" ("b");
CREATE UNIQUE INDEX "uq_users_c" ON "users" ("c");
CREATE INDEX "was" ON "users" ("a") WHERE (a > 3);
