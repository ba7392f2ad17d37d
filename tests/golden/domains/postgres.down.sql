-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop check ck_users_scored on users
ALTER TABLE "users" DROP CONSTRAINT "ck_users_scored";

-- zmig:step alter column users.score: domain:points -> int32
ALTER TABLE "users" ALTER COLUMN "score" TYPE INTEGER;

-- zmig:step alter column users.mail: domain:email -> text, becomes required
-- zmig:check {"reason":"users.mail is required and holds NULL","sql":"SELECT \"id\"::TEXT, 'NULL' FROM \"users\" t WHERE \"mail\" IS NULL"}
ALTER TABLE "users" ALTER COLUMN "mail" TYPE TEXT;
ALTER TABLE "users" ALTER COLUMN "mail" SET NOT NULL;

-- zmig:step drop column users.extra (domain:points)
ALTER TABLE "users" DROP COLUMN "extra";

-- zmig:step drop column users.tags ([domain:label])
ALTER TABLE "users" DROP COLUMN "tags";

-- zmig:step drop domain points
DROP DOMAIN "points";

-- zmig:step drop domain label
DROP DOMAIN "label";

-- zmig:step drop domain email
DROP DOMAIN "email";

-- zmig:step add check ck_users_scored on users
-- zmig:check {"reason":"users has rows that fail the check ck_users_scored","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (score < 1000)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_scored" CHECK (score < 1000);
