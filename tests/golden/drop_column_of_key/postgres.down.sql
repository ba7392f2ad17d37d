-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step add column users.code (str)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "code" VARCHAR;

-- zmig:step add column users.boss (int)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "boss" BIGINT;

-- zmig:step add unique uq_users_code on users (code)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (code) is not unique, which uq_users_code asks for","sql":"SELECT \"id\"::TEXT, \"code\"::TEXT FROM \"users\" t WHERE (\"code\") IN (SELECT \"code\" FROM \"users\" WHERE \"code\" IS NOT NULL GROUP BY \"code\" HAVING count(*) > 1)"}
ALTER TABLE "users" ADD CONSTRAINT "uq_users_code" UNIQUE ("code");

-- zmig:step add foreign key fk_users_boss on users (boss) -> users (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"share_row_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (boss) refers to rows of users that are not there","sql":"SELECT \"id\"::TEXT, \"boss\"::TEXT FROM \"users\" t WHERE t.\"boss\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"users\" r WHERE r.\"id\" = t.\"boss\")"}
ALTER TABLE "users" ADD CONSTRAINT "fk_users_boss" FOREIGN KEY ("boss") REFERENCES "users" ("id");
