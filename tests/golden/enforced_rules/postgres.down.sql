-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop check ck_users_worth_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_worth_min";

-- zmig:step drop check ck_users_worth_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_worth_max";

-- zmig:step drop check ck_users_seen_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_seen_max";

-- zmig:step drop check ck_users_role_one_of on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_role_one_of";

-- zmig:step drop check ck_users_ratio_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_ratio_max";

-- zmig:step drop check ck_users_price_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_price_min";

-- zmig:step drop check ck_users_name_required on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_name_required";

-- zmig:step drop check ck_users_name_min_length on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_name_min_length";

-- zmig:step drop check ck_users_name_max_length on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_name_max_length";

-- zmig:step drop check ck_users_level_one_of on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_level_one_of";

-- zmig:step drop check ck_users_born_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_born_min";

-- zmig:step drop check ck_users_age_min on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_age_min";

-- zmig:step drop check ck_users_age_max on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_age_max";
