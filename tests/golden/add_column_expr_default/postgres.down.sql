-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop column users.code (str, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.code"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "code";
