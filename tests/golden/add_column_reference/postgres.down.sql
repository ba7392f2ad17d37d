-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_users_team on users
ALTER TABLE "users" DROP CONSTRAINT "fk_users_team";

-- zmig:step drop index idx_users_team on users
DROP INDEX "idx_users_team";

-- zmig:step drop column users.team (int)
ALTER TABLE "users" DROP COLUMN "team";
