-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column users.name: becomes nullable
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ALTER COLUMN "name" DROP NOT NULL;

-- zmig:step alter column users.age: becomes nullable
-- zmig:hazard {"risk":"SAFE","down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "age" DROP NOT NULL;
