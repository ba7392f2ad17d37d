-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename table Users to users
ALTER TABLE "Users" RENAME TO "users";
ALTER TABLE "users" RENAME CONSTRAINT "pk_Users" TO "pk_users";
