-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop check ck_users_sane on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_sane";

-- zmig:step drop primary key users (key)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "pk_users";

-- zmig:step drop column users.key (str, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.key"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "key";

-- zmig:step rename column users.count to total
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "count" TO "total";

-- zmig:step change table users: without_rowid goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact"}
