-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop column goods.loud (text)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may read it"],"down":"exact","touches":[{"table":"goods","lock":"database","work":"rewrite"}]}
ALTER TABLE "goods" DROP COLUMN "loud";
