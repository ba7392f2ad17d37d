-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop foreign key fk_users_boss on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "fk_users_boss";

-- zmig:step drop unique uq_users_code on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "uq_users_code";

-- zmig:step drop column users.boss (int)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.boss"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "boss";

-- zmig:step drop column users.code (str)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.code"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "code";
