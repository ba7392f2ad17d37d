-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop check ck_users_sane on users
ALTER TABLE "users" DROP CONSTRAINT "ck_users_sane";

-- zmig:step drop primary key users (key)
ALTER TABLE "users" DROP CONSTRAINT "pk_users";

-- zmig:step drop column users.key (str, required)
ALTER TABLE "users" DROP COLUMN "key";

-- zmig:step rename column users.count to total
ALTER TABLE "users" RENAME COLUMN "count" TO "total";

-- zmig:step change table users: without_rowid goes
