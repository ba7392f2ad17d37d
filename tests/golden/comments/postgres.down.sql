-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step change comment of table users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share_update_exclusive"}]}
COMMENT ON TABLE "users" IS 'gone';

-- zmig:step alter column users.name: comment changes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share_update_exclusive"}]}
COMMENT ON COLUMN "users"."name" IS 'old';

-- zmig:step alter column users.age: comment changes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share_update_exclusive"}]}
COMMENT ON COLUMN "users"."age" IS NULL;
