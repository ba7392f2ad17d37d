-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename table Users to users
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"Users","lock":"database","work":"scan"}]}
ALTER TABLE "Users" RENAME TO "zmig_new_users";
ALTER TABLE "zmig_new_users" RENAME TO "users";
