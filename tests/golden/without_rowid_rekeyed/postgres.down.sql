-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step change primary key users: (spare) -> (key)
-- zmig:check {"reason":"users (key) is not unique, which pk_users asks for","sql":"SELECT \"spare\"::TEXT, \"key\"::TEXT FROM \"users\" t WHERE (\"key\") IN (SELECT \"key\" FROM \"users\" WHERE \"key\" IS NOT NULL GROUP BY \"key\" HAVING count(*) > 1)"}
ALTER TABLE "users" DROP CONSTRAINT "pk_users";
ALTER TABLE "users" ADD CONSTRAINT "pk_users" PRIMARY KEY ("key");

-- zmig:step rename column users.title to name
ALTER TABLE "users" RENAME COLUMN "title" TO "name";

-- zmig:step add column users.gone (text)
ALTER TABLE "users" ADD COLUMN "gone" TEXT;
