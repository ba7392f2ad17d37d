-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop check ck_users_old on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_old";

-- zmig:step add check ck_users_both on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_both","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (age < 200 OR name IS NOT NULL)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_both" CHECK (age < 200 OR name IS NOT NULL);

-- zmig:step add check ck_users_old on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_old","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (age > 5)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_old" CHECK (age > 5);
