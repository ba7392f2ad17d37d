-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_users_team on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"},{"table":"teams","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "fk_users_team";

-- zmig:step drop index idx_users_team on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "idx_users_team";

-- zmig:step drop column users.team (int)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.team"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "team";
