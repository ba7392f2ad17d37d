-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter enum select_Group: add e\"f
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"select","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"select.Group holds a value that enum select_Group no longer has","sql":"SELECT \"id\"::TEXT, \"Group\"::TEXT FROM \"select\" t WHERE \"Group\"::TEXT NOT IN ('a''b', 'c d', E'e\\\\\"f')"}
ALTER TYPE "select_Group" RENAME TO "zmig_old_select_Group";
CREATE TYPE "select_Group" AS ENUM ('a''b', 'c d', E'e\\"f');
ALTER TABLE "select" ALTER COLUMN "Group" TYPE "select_Group" USING "Group"::TEXT::"select_Group";
DROP TYPE "zmig_old_select_Group";

-- zmig:step alter column select.größe: becomes required
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row without a value is refused"],"down":"structure_only","touches":[{"table":"select","lock":"access_exclusive","work":"rewrite"}]}
UPDATE "select" SET "größe" = '' WHERE "größe" IS NULL;
ALTER TABLE "select" ALTER COLUMN "größe" SET NOT NULL;

-- zmig:step alter column select.order by: int -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"select","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "select" ALTER COLUMN "order by" TYPE VARCHAR USING "order by"::TEXT;
