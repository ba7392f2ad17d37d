-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step create domain phone (text)
CREATE DOMAIN "phone" AS TEXT;

-- zmig:step alter column users.phone: text -> domain:phone
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what domain:phone does not hold of the values of users.phone"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "phone" TYPE "phone";

-- zmig:step rename domain email to mail
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact"}
ALTER DOMAIN "email" RENAME TO "mail";
ALTER DOMAIN "mail" RENAME CONSTRAINT "ck_email_at" TO "ck_mail_at";

-- zmig:step create domain gone (int)
CREATE DOMAIN "gone" AS BIGINT;
