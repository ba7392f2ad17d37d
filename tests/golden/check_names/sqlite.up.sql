-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename table goods to wares
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"goods","lock":"database","work":"scan"}]}
ALTER TABLE "goods" RENAME TO "wares";

-- zmig:step drop check ck_goods_sane on goods; add check price_is_sane on wares
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused","a row may not fit it"],"down":"exact"}
