-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter domain phone: becomes required
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
-- zmig:check {"reason":"users.phone holds NULL, which the domain phone refuses","sql":"SELECT \"id\"::TEXT, 'NULL' FROM \"users\" t WHERE \"phone\" IS NULL"}
ALTER DOMAIN "phone" SET NOT NULL;

-- zmig:step alter domain email: becomes nullable, default changes, drop check ck_email_at, drop check ck_email_lower, add check ck_email_at, add check ck_email_gone, comment changes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
-- zmig:check {"reason":"users.mail has values that fail the check ck_email_at","sql":"SELECT zmig_key, value::TEXT FROM (SELECT \"id\"::TEXT AS zmig_key, \"mail\" AS value FROM \"users\" t) v WHERE NOT (VALUE LIKE '%@%')"}
-- zmig:check {"reason":"users.mail has values that fail the check ck_email_gone","sql":"SELECT zmig_key, value::TEXT FROM (SELECT \"id\"::TEXT AS zmig_key, \"mail\" AS value FROM \"users\" t) v WHERE NOT (VALUE <> 'x@x')"}
ALTER DOMAIN "email" DROP CONSTRAINT "ck_email_at";
ALTER DOMAIN "email" DROP CONSTRAINT "ck_email_lower";
ALTER DOMAIN "email" SET DEFAULT '@';
ALTER DOMAIN "email" DROP NOT NULL;
ALTER DOMAIN "email" ADD CONSTRAINT "ck_email_at" CHECK (VALUE LIKE '%@%');
ALTER DOMAIN "email" ADD CONSTRAINT "ck_email_gone" CHECK (VALUE <> 'x@x');
COMMENT ON DOMAIN "email" IS 'before';
