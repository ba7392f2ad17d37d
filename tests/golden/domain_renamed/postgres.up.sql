-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop domain gone
DROP DOMAIN "gone";

-- zmig:step rename domain mail to email
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact"}
ALTER DOMAIN "mail" RENAME TO "email";
ALTER DOMAIN "email" RENAME CONSTRAINT "ck_mail_at" TO "ck_email_at";

-- zmig:step alter column users.phone: domain:phone -> text
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what text does not hold of the values of users.phone"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "phone" TYPE TEXT;

-- zmig:step drop domain phone
DROP DOMAIN "phone";
