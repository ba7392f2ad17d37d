-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop column users.d (bool, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.d"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "d";

-- zmig:step rename column users.b to bee
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "b" TO "bee";
ALTER INDEX "idx_users_b" RENAME TO "idx_users_bee";

-- zmig:step create enum users_e (no, yes)
CREATE TYPE "users_e" AS ENUM ('no', 'yes');

-- zmig:step add column users.e (enum:users_e, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "e" "users_e" DEFAULT 'no'::"users_e" NOT NULL;

-- zmig:step add column users.owner (int)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "owner" BIGINT;

-- zmig:step alter column users.a: str -> text
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ALTER COLUMN "a" TYPE TEXT;

-- zmig:step alter column users.bee: int -> text, becomes nullable
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users"
    ALTER COLUMN "bee" TYPE TEXT USING "bee"::TEXT,
    ALTER COLUMN "bee" DROP NOT NULL;

-- zmig:step alter column users.c: decimal(6,2) -> decimal(20,4), default changes
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users"
    ALTER COLUMN "c" DROP DEFAULT,
    ALTER COLUMN "c" TYPE NUMERIC(20,4) USING "c"::NUMERIC(20,4),
    ALTER COLUMN "c" SET DEFAULT 1.5000;

-- zmig:step add unique uq_users_a on users (a)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (a) is not unique, which uq_users_a asks for","sql":"SELECT \"id\"::TEXT, \"a\"::TEXT FROM \"users\" t WHERE (\"a\") IN (SELECT \"a\" FROM \"users\" WHERE \"a\" IS NOT NULL GROUP BY \"a\" HAVING count(*) > 1)"}
ALTER TABLE "users" ADD CONSTRAINT "uq_users_a" UNIQUE ("a");

-- zmig:step add check ck_users_long on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_long","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (length(a) > 0)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_long" CHECK (length(a) > 0);

-- zmig:step add foreign key fk_users_owner on users (owner) -> users (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"share_row_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (owner) refers to rows of users that are not there","sql":"SELECT \"id\"::TEXT, \"owner\"::TEXT FROM \"users\" t WHERE t.\"owner\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"users\" r WHERE r.\"id\" = t.\"owner\")"}
ALTER TABLE "users" ADD CONSTRAINT "fk_users_owner" FOREIGN KEY ("owner") REFERENCES "users" ("id") ON DELETE SET NULL;
