-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop check ck_users_full_name_min_length on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_full_name_min_length";

-- zmig:step rename column users.full_name to name
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "full_name" TO "name";

-- zmig:step add check ck_users_name_min_length on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_name_min_length","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (length(\"name\") >= 2)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_name_min_length" CHECK (length("name") >= 2);

-- zmig:step add check ck_users_age_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_age_min","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"age\" >= 0)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_age_min" CHECK ("age" >= 0);

-- zmig:step add check ck_users_age_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_age_max","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"age\" <= 150)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_age_max" CHECK ("age" <= 150);
