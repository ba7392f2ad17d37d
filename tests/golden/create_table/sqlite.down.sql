-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> nothing

-- zmig:step drop table users
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of users"],"down":"structure_only","touches":[{"table":"users","lock":"database"}]}
DROP TABLE "users";
