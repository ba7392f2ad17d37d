-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step find rows in the archives
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"zmig_archive_20251220120001_old_items//price","lock":"share","work":"scan"}]}
CREATE INDEX "zmig_ix_20251220120001_old_items//price" ON "zmig_archive_20251220120001_old_items//price" ("kind", "number");

-- zmig:step rename column items.no to number
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"items","lock":"access_exclusive"}]}
ALTER TABLE "items" RENAME COLUMN "no" TO "number";

-- zmig:step rename column items.title to label
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"items","lock":"access_exclusive"}]}
ALTER TABLE "items" RENAME COLUMN "title" TO "label";

-- zmig:step rename table items to old_items
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"items","lock":"access_exclusive"}]}
ALTER TABLE "items" RENAME TO "old_items";
ALTER TABLE "old_items" RENAME CONSTRAINT "pk_items" TO "pk_old_items";

-- zmig:step add column keyless.b (str)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"keyless","lock":"access_exclusive"}]}
ALTER TABLE "keyless" ADD COLUMN "b" VARCHAR;

-- zmig:step add column old_items.price (decimal(10,2), required)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs that insert rows do not know it"],"down":"exact","touches":[{"table":"old_items","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "old_items" ADD COLUMN "price" NUMERIC(10,2);
UPDATE "old_items" SET "price" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_old_items//price" zmig_kept WHERE zmig_kept."kind" = "old_items"."kind"::TEXT AND zmig_kept."number" = "old_items"."number") THEN (SELECT zmig_kept."price" FROM "zmig_archive_20251220120001_old_items//price" zmig_kept WHERE zmig_kept."kind" = "old_items"."kind"::TEXT AND zmig_kept."number" = "old_items"."number") ELSE 0 END) WHERE "price" IS NULL;
ALTER TABLE "old_items" ALTER COLUMN "price" SET NOT NULL;

-- zmig:step drop the archives
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"zmig_archive_20251220120001_old_items//price","lock":"access_exclusive"}]}
DROP TABLE "zmig_archive_20251220120001_old_items//price";
