-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column select.order by: str -> int
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of select.order by"],"down":"structure_only","touches":[{"table":"select","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"select.order by does not convert to int","sql":"SELECT \"id\"::TEXT, \"order by\"::TEXT FROM \"select\" t WHERE CASE WHEN \"order by\" IS NULL THEN FALSE WHEN \"order by\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"order by\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
ALTER TABLE "select" ALTER COLUMN "order by" TYPE BIGINT USING "order by"::BIGINT;

-- zmig:step alter column select.größe: becomes nullable
-- zmig:hazard {"risk":"SAFE","down":"structure_only","touches":[{"table":"select","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "select" ALTER COLUMN "größe" DROP NOT NULL;

-- zmig:step alter enum select_Group: drop e\"f
-- zmig:hazard {"risk":"HIGH","reasons":["rows may have a value that goes"],"down":"exact","touches":[{"table":"select","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"select.Group holds a value that enum select_Group no longer has","sql":"SELECT \"id\"::TEXT, \"Group\"::TEXT FROM \"select\" t WHERE \"Group\"::TEXT NOT IN ('a''b', 'c d')"}
ALTER TYPE "select_Group" RENAME TO "zmig_old_select_Group";
CREATE TYPE "select_Group" AS ENUM ('a''b', 'c d');
ALTER TABLE "select" ALTER COLUMN "Group" TYPE "select_Group" USING "Group"::TEXT::"select_Group";
DROP TYPE "zmig_old_select_Group";
