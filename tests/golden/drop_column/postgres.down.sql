-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step add column users.born (date, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "born" DATE DEFAULT '1970-01-02'::DATE NOT NULL;

-- zmig:step add column users.age (int, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "age" BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE "users" ALTER COLUMN "age" DROP DEFAULT;

-- zmig:step add column users.nick (str)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "nick" VARCHAR;

-- zmig:step add index idx_users_nick on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "idx_users_nick" ON "users" ("nick");
