-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step add column users.code (str); add column users.boss (int); add unique uq_users_code on users (code); add foreign key fk_users_boss on users (boss) -> users (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" ADD COLUMN "code" VARCHAR;
ALTER TABLE "users" ADD COLUMN "boss" INTEGER CONSTRAINT "fk_users_boss" REFERENCES "users" ("id");
CREATE UNIQUE INDEX "uq_users_code" ON "users" ("code");
