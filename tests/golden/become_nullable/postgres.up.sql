-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column users.name: becomes nullable, default goes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users"
    ALTER COLUMN "name" DROP DEFAULT,
    ALTER COLUMN "name" DROP NOT NULL;
