-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column users.age: comment changes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share_update_exclusive"}]}
COMMENT ON COLUMN "users"."age" IS 'years';

-- zmig:step alter column users.name: comment changes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share_update_exclusive"}]}
COMMENT ON COLUMN "users"."name" IS 'new; it''s "so"';

-- zmig:step change comment of table users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share_update_exclusive"}]}
COMMENT ON TABLE "users" IS NULL;
