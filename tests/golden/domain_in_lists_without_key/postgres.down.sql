-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column posts.tags: [domain:tag] -> [str]
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what [str] does not hold of the values of posts.tags"],"down":"structure_only","touches":[{"table":"posts","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "posts" ALTER COLUMN "tags" TYPE VARCHAR[];
