-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index by_code on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "by_code";

-- zmig:step alter column users.name: collation goes; alter column users.code: collation becomes C; drop column users.tags ([str]); add index by_code on users
-- zmig:hazard {"risk":"HIGH","reasons":["the table may be rewritten, and programs may rely on what was","its data is lost"],"loses":["the values of users.tags"],"down":"structure_only","touches":[{"table":"users","lock":"database","work":"rewrite"}]}
ALTER TABLE "users" DROP COLUMN "tags";
CREATE INDEX "by_code" ON "users" ("code");
