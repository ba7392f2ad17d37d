-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step add column goods.loud (text)
-- zmig:hazard {"risk":"MEDIUM","reasons":["its expression may fail on a row"],"down":"exact","touches":[{"table":"goods","lock":"database","work":"scan"}]}
ALTER TABLE "goods" ADD COLUMN "loud" TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL;
