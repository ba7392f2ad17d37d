-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index by_code on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "by_code";

-- zmig:step alter column users.name: collation goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_named";
ALTER TABLE "users" DROP COLUMN "loud";
ALTER TABLE "users" ALTER COLUMN "name" TYPE VARCHAR(40);
ALTER TABLE "users" ADD COLUMN "loud" TEXT GENERATED ALWAYS AS (name || '!') STORED;
ALTER TABLE "users" ADD CONSTRAINT "ck_users_named" CHECK (name <> '');

-- zmig:step alter column users.code: collation becomes C
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "code" TYPE TEXT COLLATE "C";

-- zmig:step drop column users.tags ([str])
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.tags"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "tags";

-- zmig:step add index by_code on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "by_code" ON "users" ("code");
