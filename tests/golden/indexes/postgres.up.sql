-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop unique uq_users_c on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "uq_users_c";

-- zmig:step drop index idx_users_a_b on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "idx_users_a_b";

-- zmig:step drop index idx_users_b on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "idx_users_b";

-- zmig:step drop index was on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "was";

-- zmig:step add unique uq_users_b on users (b)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (b) is not unique, which uq_users_b asks for","sql":"SELECT \"id\"::TEXT, \"b\"::TEXT FROM \"users\" t WHERE (\"b\") IN (SELECT \"b\" FROM \"users\" WHERE \"b\" IS NOT NULL GROUP BY \"b\" HAVING count(*) > 1)"}
ALTER TABLE "users" ADD CONSTRAINT "uq_users_b" UNIQUE ("b");

-- zmig:step add index idx_users_a on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "idx_users_a" ON "users" ("a");

-- zmig:step add index idx_users_b_a on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "idx_users_b_a" ON "users" ("b", "a");

-- zmig:step add index idx_users_lower_b on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE UNIQUE INDEX "idx_users_lower_b" ON "users" ((lower(b))) INCLUDE ("a");

-- zmig:step add index was on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "was" ON "users" ("a" DESC) WHERE (a > 4);
