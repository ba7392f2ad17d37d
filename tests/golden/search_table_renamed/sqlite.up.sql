-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename table articles to posts
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"articles","lock":"database","work":"scan"}]}
ALTER TABLE "articles" RENAME TO "posts";
