-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter domain email: becomes required, default changes, drop check ck_email_at, drop check ck_email_gone, add check ck_email_at, add check ck_email_lower, comment changes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
-- zmig:check {"reason":"users.mail holds NULL, which the domain email refuses","sql":"SELECT \"id\"::TEXT, 'NULL' FROM \"users\" t WHERE \"mail\" IS NULL"}
-- zmig:check {"reason":"users.mail has values that fail the check ck_email_at","sql":"SELECT zmig_key, value::TEXT FROM (SELECT \"id\"::TEXT AS zmig_key, \"mail\" AS value FROM \"users\" t) v WHERE NOT (VALUE LIKE '%_@_%')"}
-- zmig:check {"reason":"users.mail has values that fail the check ck_email_lower","sql":"SELECT zmig_key, value::TEXT FROM (SELECT \"id\"::TEXT AS zmig_key, \"mail\" AS value FROM \"users\" t) v WHERE NOT (VALUE = lower(VALUE))"}
ALTER DOMAIN "email" DROP CONSTRAINT "ck_email_at";
ALTER DOMAIN "email" DROP CONSTRAINT "ck_email_gone";
ALTER DOMAIN "email" SET DEFAULT 'nobody@home';
ALTER DOMAIN "email" SET NOT NULL;
ALTER DOMAIN "email" ADD CONSTRAINT "ck_email_at" CHECK (VALUE LIKE '%_@_%');
ALTER DOMAIN "email" ADD CONSTRAINT "ck_email_lower" CHECK (VALUE = lower(VALUE));
COMMENT ON DOMAIN "email" IS NULL;

-- zmig:step alter domain phone: becomes nullable
ALTER DOMAIN "phone" DROP NOT NULL;
