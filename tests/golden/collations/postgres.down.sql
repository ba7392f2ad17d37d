-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index by_code on users
DROP INDEX "by_code";

-- zmig:step alter column users.name: collation goes
ALTER TABLE "users" DROP CONSTRAINT "ck_users_named";
ALTER TABLE "users" DROP COLUMN "loud";
ALTER TABLE "users" ALTER COLUMN "name" TYPE VARCHAR(40);
ALTER TABLE "users" ADD COLUMN "loud" TEXT GENERATED ALWAYS AS (name || '!') STORED;
ALTER TABLE "users" ADD CONSTRAINT "ck_users_named" CHECK (name <> '');

-- zmig:step alter column users.code: collation becomes C
ALTER TABLE "users" ALTER COLUMN "code" TYPE TEXT COLLATE "C";

-- zmig:step drop column users.tags ([str])
ALTER TABLE "users" DROP COLUMN "tags";

-- zmig:step add index by_code on users
CREATE INDEX "by_code" ON "users" ("code");
