-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index by_code on users
DROP INDEX "by_code";

-- zmig:step alter column users.name: collation goes; alter column users.code: collation becomes C; drop column users.tags ([str]); add index by_code on users
ALTER TABLE "users" DROP COLUMN "tags";
CREATE INDEX "by_code" ON "users" ("code");
