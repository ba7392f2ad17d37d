-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter domain tag: becomes required, add check ck_tag_said
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"posts.tag holds NULL, which the domain tag refuses","sql":"SELECT \"id\"::TEXT, 'NULL' FROM \"posts\" t WHERE \"tag\" IS NULL"}
-- zmig:check {"reason":"posts.tag has values that fail the check ck_tag_said","sql":"SELECT zmig_key, value::TEXT FROM (SELECT \"id\"::TEXT AS zmig_key, \"tag\" AS value FROM \"posts\" t) v WHERE NOT (VALUE <> '')"}
-- zmig:check {"reason":"posts.tags holds NULL, which the domain tag refuses","sql":"SELECT \"id\"::TEXT, 'NULL' FROM \"posts\" t WHERE EXISTS (SELECT 1 FROM unnest(\"tags\") AS item WHERE item IS NULL)"}
-- zmig:check {"reason":"posts.tags has values that fail the check ck_tag_said","sql":"SELECT zmig_key, value::TEXT FROM (SELECT \"id\"::TEXT AS zmig_key, zmig_item AS value FROM \"posts\" t CROSS JOIN LATERAL unnest(\"tags\") AS zmig_items(zmig_item)) v WHERE NOT (VALUE <> '')"}
ALTER TABLE "posts"
    ALTER COLUMN "tags" DROP DEFAULT,
    ALTER COLUMN "tags" TYPE VARCHAR(10)[],
    ALTER COLUMN "tags" SET DEFAULT '{}'::VARCHAR(10)[];
ALTER DOMAIN "tag" SET NOT NULL;
ALTER DOMAIN "tag" ADD CONSTRAINT "ck_tag_said" CHECK (VALUE <> '');
ALTER TABLE "posts"
    ALTER COLUMN "tags" DROP DEFAULT,
    ALTER COLUMN "tags" TYPE "tag"[],
    ALTER COLUMN "tags" SET DEFAULT '{}'::VARCHAR(10)[];
