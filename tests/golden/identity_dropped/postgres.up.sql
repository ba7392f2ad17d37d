-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column users.id: auto_increment goes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
ALTER TABLE "users" ALTER COLUMN "id" DROP IDENTITY;
