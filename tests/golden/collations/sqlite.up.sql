-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index by_code on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"database"}]}
DROP INDEX "by_code";

-- zmig:step add column users.tags ([str]); alter column users.code: collation goes; alter column users.name: collation becomes C; add index by_code on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" ADD COLUMN "tags" JSON_TEXT;
CREATE INDEX "by_code" ON "users" ("code" COLLATE "BINARY", (lower(name)) COLLATE "BINARY" DESC);
