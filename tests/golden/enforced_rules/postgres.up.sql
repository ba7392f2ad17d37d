-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step add check ck_users_age_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_age_max","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"age\" <= 150)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_age_max" CHECK ("age" <= 150);

-- zmig:step add check ck_users_age_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_age_min","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"age\" >= 0)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_age_min" CHECK ("age" >= 0);

-- zmig:step add check ck_users_born_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_born_min","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"born\" >= '1900-01-01')"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_born_min" CHECK ("born" >= '1900-01-01');

-- zmig:step add check ck_users_level_one_of on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_level_one_of","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"level\" IN (1, 2))"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_level_one_of" CHECK ("level" IN (1, 2));

-- zmig:step add check ck_users_name_max_length on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_name_max_length","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (length(\"name\") <= 5)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_name_max_length" CHECK (length("name") <= 5);

-- zmig:step add check ck_users_name_min_length on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_name_min_length","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (length(\"name\") >= 2)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_name_min_length" CHECK (length("name") >= 2);

-- zmig:step add check ck_users_name_required on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_name_required","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (trim(\"name\") <> '')"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_name_required" CHECK (trim("name") <> '');

-- zmig:step add check ck_users_price_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_price_min","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"price\" >= 0.50)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_price_min" CHECK ("price" >= 0.50);

-- zmig:step add check ck_users_ratio_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_ratio_max","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"ratio\" <= 0.10000000149011612)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_ratio_max" CHECK ("ratio" <= 0.10000000149011612);

-- zmig:step add check ck_users_role_one_of on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_role_one_of","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"role\" IN ('guest', 'it''s'))"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_role_one_of" CHECK ("role" IN ('guest', 'it''s'));

-- zmig:step add check ck_users_seen_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_seen_max","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (\"seen\" <= '2030-01-01T00:00:00+00:00')"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_seen_max" CHECK ("seen" <= '2030-01-01T00:00:00+00:00');

-- zmig:step add check ck_users_worth_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_worth_max","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (CAST(\"worth\" AS NUMERIC) <= 1000.00)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_worth_max" CHECK (CAST("worth" AS NUMERIC) <= 1000.00);

-- zmig:step add check ck_users_worth_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_worth_min","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (CAST(\"worth\" AS NUMERIC) >= -10.00)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_worth_min" CHECK (CAST("worth" AS NUMERIC) >= -10.00);
