-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter enum users_state: drop gone
-- zmig:hazard {"risk":"HIGH","reasons":["rows may have a value that goes"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.state holds a value that enum users_state no longer has","sql":"SELECT \"id\"::TEXT, \"state\"::TEXT FROM \"users\" t WHERE \"state\"::TEXT NOT IN ('draft', 'live')"}
ALTER TYPE "users_state" RENAME TO "zmig_old_users_state";
CREATE TYPE "users_state" AS ENUM ('draft', 'live');
ALTER TABLE "users"
    ALTER COLUMN "state" DROP DEFAULT,
    ALTER COLUMN "state" TYPE "users_state" USING "state"::TEXT::"users_state",
    ALTER COLUMN "state" SET DEFAULT 'draft'::"users_state";
DROP TYPE "zmig_old_users_state";

-- zmig:step alter enum mood: drop angry, so so
-- zmig:hazard {"risk":"HIGH","reasons":["rows may have a value that goes"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.mood holds a value that enum mood no longer has","sql":"SELECT \"id\"::TEXT, \"mood\"::TEXT FROM \"users\" t WHERE \"mood\"::TEXT NOT IN ('sad', 'glad')"}
ALTER TYPE "mood" RENAME TO "zmig_old_mood";
CREATE TYPE "mood" AS ENUM ('sad', 'glad');
ALTER TABLE "users" ALTER COLUMN "mood" TYPE "mood" USING "mood"::TEXT::"mood";
DROP TYPE "zmig_old_mood";
