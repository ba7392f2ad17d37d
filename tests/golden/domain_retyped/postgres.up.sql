-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop foreign key fk_uses_thing on uses
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"uses","lock":"access_exclusive"},{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "uses" DROP CONSTRAINT "fk_uses_thing";

-- zmig:step drop index others on things
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
DROP INDEX "others";

-- zmig:step alter domain code: str(10) -> int, default changes, drop check ck_code_given, add check ck_code_given
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of the domain code"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"},{"table":"uses","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.code does not convert to int","sql":"SELECT \"code\"::TEXT, \"code\"::TEXT FROM \"things\" t WHERE CASE WHEN \"code\" IS NULL THEN FALSE WHEN \"code\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"code\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
-- zmig:check {"reason":"things.other does not convert to int","sql":"SELECT \"code\"::TEXT, \"other\"::TEXT FROM \"things\" t WHERE CASE WHEN \"other\" IS NULL THEN FALSE WHEN \"other\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"other\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
-- zmig:check {"reason":"uses.thing does not convert to int","sql":"SELECT \"id\"::TEXT, \"thing\"::TEXT FROM \"uses\" t WHERE CASE WHEN \"thing\" IS NULL THEN FALSE WHEN \"thing\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"thing\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
-- zmig:check {"reason":"uses.list does not convert to [int]","sql":"SELECT \"id\"::TEXT, \"list\"::TEXT FROM \"uses\" t WHERE EXISTS (SELECT 1 FROM unnest(\"list\") AS item WHERE CASE WHEN item IS NULL THEN FALSE WHEN item ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN item::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END)"}
ALTER DOMAIN "code" RENAME TO "zmig_old_code";
CREATE DOMAIN "code" AS BIGINT DEFAULT 0
    CONSTRAINT "ck_code_given" CHECK (VALUE >= 0);
ALTER TABLE "things" DROP CONSTRAINT "uq_things_other";
ALTER TABLE "things" DROP CONSTRAINT "pk_things";
ALTER TABLE "things"
    ALTER COLUMN "code" TYPE "code" USING "code"::BIGINT,
    ALTER COLUMN "other" TYPE "code" USING "other"::BIGINT;
ALTER TABLE "things" ADD CONSTRAINT "uq_things_other" UNIQUE ("other");
ALTER TABLE "things" ADD CONSTRAINT "pk_things" PRIMARY KEY ("code");
ALTER TABLE "uses"
    ALTER COLUMN "thing" TYPE "code" USING "thing"::BIGINT,
    ALTER COLUMN "list" TYPE "code"[] USING "list"::TEXT[]::BIGINT[];
DROP DOMAIN "zmig_old_code";

-- zmig:step add index others on things
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"share","work":"scan"}]}
CREATE INDEX "others" ON "things" ("other") WHERE (other IS NOT NULL);

-- zmig:step add foreign key fk_uses_thing on uses (thing) -> things (code)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"uses","lock":"share_row_exclusive","work":"scan"},{"table":"things","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"uses (thing) refers to rows of things that are not there","sql":"SELECT \"id\"::TEXT, \"thing\"::TEXT FROM \"uses\" t WHERE t.\"thing\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"things\" r WHERE r.\"code\" = t.\"thing\")"}
ALTER TABLE "uses" ADD CONSTRAINT "fk_uses_thing" FOREIGN KEY ("thing") REFERENCES "things" ("code");
