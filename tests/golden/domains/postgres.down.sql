-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop check ck_users_scored on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_scored";

-- zmig:step alter column users.score: domain:points -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of users.score"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "score" TYPE INTEGER;

-- zmig:step alter column users.mail: domain:email -> text, becomes required
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what text does not hold of the values of users.mail"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.mail is required and holds NULL","sql":"SELECT \"id\"::TEXT, 'NULL' FROM \"users\" t WHERE \"mail\" IS NULL"}
ALTER TABLE "users" ALTER COLUMN "mail" TYPE TEXT;
ALTER TABLE "users" ALTER COLUMN "mail" SET NOT NULL;

-- zmig:step drop column users.extra (domain:points)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.extra"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "extra";

-- zmig:step drop column users.tags ([domain:label])
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.tags"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "tags";

-- zmig:step drop domain points
DROP DOMAIN "points";

-- zmig:step drop domain label
DROP DOMAIN "label";

-- zmig:step drop domain email
DROP DOMAIN "email";

-- zmig:step add check ck_users_scored on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_scored","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (score < 1000)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_scored" CHECK (score < 1000);
