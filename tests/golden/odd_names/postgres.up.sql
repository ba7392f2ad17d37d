-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zmig:own-transaction
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter enum select_Group: add e\"f
ALTER TYPE "select_Group" ADD VALUE E'e\\"f' AFTER 'c d';

-- zmig:step alter column select.größe: becomes required
UPDATE "select" SET "größe" = '' WHERE "größe" IS NULL;
ALTER TABLE "select" ALTER COLUMN "größe" SET NOT NULL;

-- zmig:step alter column select.order by: int -> str
ALTER TABLE "select" ALTER COLUMN "order by" TYPE VARCHAR USING "order by"::TEXT;
