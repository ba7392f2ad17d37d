-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename table posts to articles
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"posts","lock":"database","work":"scan"}]}
ALTER TABLE "posts" RENAME TO "articles";
