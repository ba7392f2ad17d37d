-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index live_ones on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "live_ones";

-- zmig:step drop check ck_users_never on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_never";

-- zmig:step alter enum mood: drop ok
-- zmig:hazard {"risk":"HIGH","reasons":["rows may have a value that goes"],"down":"exact","touches":[{"table":"posts","lock":"access_exclusive","work":"rewrite"},{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"posts.mood holds a value that enum mood no longer has","sql":"SELECT \"id\"::TEXT, \"mood\"::TEXT FROM \"posts\" t WHERE \"mood\"::TEXT NOT IN ('glad', 'sad')"}
-- zmig:check {"reason":"users.mood holds a value that enum mood no longer has","sql":"SELECT \"id\"::TEXT, \"mood\"::TEXT FROM \"users\" t WHERE \"mood\"::TEXT NOT IN ('glad', 'sad')"}
ALTER TYPE "mood" RENAME TO "zmig_old_mood";
CREATE TYPE "mood" AS ENUM ('glad', 'sad');
ALTER TABLE "posts"
    ALTER COLUMN "mood" DROP DEFAULT,
    ALTER COLUMN "mood" TYPE "mood" USING "mood"::TEXT::"mood",
    ALTER COLUMN "mood" SET DEFAULT 'glad'::"mood";
DROP INDEX "idx_users_mood";
ALTER TABLE "users" ALTER COLUMN "mood" TYPE "mood" USING "mood"::TEXT::"mood";
CREATE INDEX "idx_users_mood" ON "users" ("mood");
DROP TYPE "zmig_old_mood";

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

-- zmig:step add index live_ones on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "live_ones" ON "users" ("id") WHERE (state = 'live');

-- zmig:step add check ck_users_never on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_never","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (state <> 'live' OR id < 100)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_never" CHECK (state <> 'live' OR id < 100);
