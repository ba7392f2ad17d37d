-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column users.a: default changes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users"
    ALTER COLUMN "a" DROP DEFAULT,
    ALTER COLUMN "a" SET DEFAULT 2;

-- zmig:step alter column users.b: default goes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ALTER COLUMN "b" DROP DEFAULT;

-- zmig:step alter column users.c: default changes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ALTER COLUMN "c" SET DEFAULT CURRENT_TIMESTAMP;
