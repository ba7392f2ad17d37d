-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop column users.size (int32)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may read it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "size";
