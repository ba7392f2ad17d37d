-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename table wares to goods
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"wares","lock":"database","work":"scan"}]}
ALTER TABLE "wares" RENAME TO "goods";

-- zmig:step drop check price_is_sane on wares; add check ck_goods_sane on goods
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused","a row may not fit it"],"down":"exact"}
