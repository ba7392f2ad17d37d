-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename table Users to users
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"Users","lock":"access_exclusive"}]}
ALTER TABLE "Users" RENAME TO "users";
ALTER TABLE "users" RENAME CONSTRAINT "pk_Users" TO "pk_users";
