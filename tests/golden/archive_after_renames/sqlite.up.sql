-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step keep old_items.price in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"old_items","lock":"database","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_old_items//price" AS SELECT "kind", "number", "price" FROM "old_items";

-- zmig:step rename table old_items to items
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"old_items","lock":"database","work":"scan"}]}
ALTER TABLE "old_items" RENAME TO "items";

-- zmig:step rename column items.label to title
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"items","lock":"database","work":"scan"}]}
ALTER TABLE "items" RENAME COLUMN "label" TO "title";

-- zmig:step rename column items.number to no
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"items","lock":"database","work":"scan"}]}
ALTER TABLE "items" RENAME COLUMN "number" TO "no";

-- zmig:step drop column old_items.price (decimal(10,2), required)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"old_items","lock":"database","work":"rewrite"}]}
ALTER TABLE "items" DROP COLUMN "price";

-- zmig:step drop column keyless.b (str)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of keyless.b"],"down":"structure_only","touches":[{"table":"keyless","lock":"database","work":"rewrite"}]}
ALTER TABLE "keyless" DROP COLUMN "b";
