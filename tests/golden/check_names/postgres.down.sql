-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop check price_is_sane on wares
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"wares","lock":"access_exclusive"}]}
ALTER TABLE "wares" DROP CONSTRAINT "price_is_sane";

-- zmig:step rename table wares to goods
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"wares","lock":"access_exclusive"}]}
ALTER TABLE "wares" RENAME TO "goods";
ALTER TABLE "goods" RENAME CONSTRAINT "pk_wares" TO "pk_goods";

-- zmig:step add check ck_goods_sane on goods
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"goods","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"goods has rows that fail the check ck_goods_sane","sql":"SELECT \"id\"::TEXT, '' FROM \"goods\" t WHERE NOT (price > 0)"}
ALTER TABLE "goods" ADD CONSTRAINT "ck_goods_sane" CHECK (price > 0);
