-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter domain tag: becomes nullable, drop check ck_tag_said
ALTER DOMAIN "tag" DROP CONSTRAINT "ck_tag_said";
ALTER DOMAIN "tag" DROP NOT NULL;
