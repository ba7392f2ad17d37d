-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step change primary key users: (spare) -> (key)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (key) is not unique, which pk_users asks for","sql":"SELECT \"spare\"::TEXT, \"key\"::TEXT FROM \"users\" t WHERE (\"key\") IN (SELECT \"key\" FROM \"users\" WHERE \"key\" IS NOT NULL GROUP BY \"key\" HAVING count(*) > 1)"}
ALTER TABLE "users" DROP CONSTRAINT "pk_users";
ALTER TABLE "users" ADD CONSTRAINT "pk_users" PRIMARY KEY ("key");

-- zmig:step rename column users.title to name
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "title" TO "name";

-- zmig:step add column users.gone (text)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "gone" TEXT;
