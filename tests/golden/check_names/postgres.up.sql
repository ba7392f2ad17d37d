-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop check ck_goods_sane on goods
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"goods","lock":"access_exclusive"}]}
ALTER TABLE "goods" DROP CONSTRAINT "ck_goods_sane";

-- zmig:step rename table goods to wares
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"goods","lock":"access_exclusive"}]}
ALTER TABLE "goods" RENAME TO "wares";
ALTER TABLE "wares" RENAME CONSTRAINT "pk_goods" TO "pk_wares";

-- zmig:step add check price_is_sane on wares
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"wares","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"wares has rows that fail the check price_is_sane","sql":"SELECT \"id\"::TEXT, '' FROM \"wares\" t WHERE NOT (price > 0)"}
ALTER TABLE "wares" ADD CONSTRAINT "price_is_sane" CHECK (price > 0);
