-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column posts.tags: [str] -> [domain:tag]
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what [domain:tag] does not hold of the values of posts.tags"],"down":"structure_only","touches":[{"table":"posts","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"posts.tags has values that fail the check ck_tag_said","sql":"SELECT zmig_key, value::TEXT FROM (SELECT t.ctid::TEXT AS zmig_key, zmig_item AS value FROM \"posts\" t CROSS JOIN LATERAL unnest(\"tags\") AS zmig_items(zmig_item)) v WHERE NOT (VALUE <> '')"}
ALTER TABLE "posts" ALTER COLUMN "tags" TYPE "tag"[];
