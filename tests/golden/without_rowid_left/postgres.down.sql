-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step change table users: becomes without_rowid
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact"}

-- zmig:step rename column users.total to count
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "total" TO "count";

-- zmig:step add column users.key (str, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "key" VARCHAR DEFAULT 'x' NOT NULL;

-- zmig:step add primary key users (key)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (key) is not unique, which pk_users asks for","sql":"SELECT ctid::TEXT, \"key\"::TEXT FROM \"users\" t WHERE (\"key\") IN (SELECT \"key\" FROM \"users\" WHERE \"key\" IS NOT NULL GROUP BY \"key\" HAVING count(*) > 1)"}
ALTER TABLE "users" ADD CONSTRAINT "pk_users" PRIMARY KEY ("key");

-- zmig:step add check ck_users_sane on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_sane","sql":"SELECT \"key\"::TEXT, '' FROM \"users\" t WHERE NOT (count >= 0)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_sane" CHECK (count >= 0);
