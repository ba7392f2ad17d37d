-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop check ck_users_scored on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_scored";

-- zmig:step create domain email (text)
CREATE DOMAIN "email" AS TEXT NOT NULL
    CONSTRAINT "ck_email_at" CHECK (VALUE LIKE '%@%')
    CONSTRAINT "email_length" CHECK (length(VALUE) < 200);
COMMENT ON DOMAIN "email" IS 'it''s an address';

-- zmig:step create domain label (str)
CREATE DOMAIN "label" AS VARCHAR;

-- zmig:step create domain points (int32)
CREATE DOMAIN "points" AS INTEGER DEFAULT 7;

-- zmig:step add column users.tags ([domain:label])
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "tags" "label"[];

-- zmig:step add column users.extra (domain:points)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ADD COLUMN "extra" "points";

-- zmig:step alter column users.mail: text -> domain:email, becomes nullable
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what domain:email does not hold of the values of users.mail"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.mail holds NULL, which the domain email refuses","sql":"SELECT \"id\"::TEXT, 'NULL' FROM \"users\" t WHERE \"mail\" IS NULL"}
-- zmig:check {"reason":"users.mail has values that fail the check ck_email_at","sql":"SELECT zmig_key, value::TEXT FROM (SELECT \"id\"::TEXT AS zmig_key, \"mail\" AS value FROM \"users\" t) v WHERE NOT (VALUE LIKE '%@%')"}
-- zmig:check {"reason":"users.mail has values that fail the check email_length","sql":"SELECT zmig_key, value::TEXT FROM (SELECT \"id\"::TEXT AS zmig_key, \"mail\" AS value FROM \"users\" t) v WHERE NOT (length(VALUE) < 200)"}
ALTER TABLE "users"
    ALTER COLUMN "mail" TYPE "email",
    ALTER COLUMN "mail" DROP NOT NULL;

-- zmig:step alter column users.score: int32 -> domain:points
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what domain:points does not hold of the values of users.score"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "users" ALTER COLUMN "score" TYPE "points";

-- zmig:step add check ck_users_scored on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_scored","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (score < 1000)"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_scored" CHECK (score < 1000);
