-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop foreign key fk_uses_thing on uses
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"uses","lock":"access_exclusive"},{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "uses" DROP CONSTRAINT "fk_uses_thing";

-- zmig:step drop index others on things
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
DROP INDEX "others";

-- zmig:step alter domain code: int -> str(10), default changes, drop check ck_code_given, add check ck_code_given
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what str(10) does not hold of the values of the domain code"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"},{"table":"uses","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.code does not convert to str(10)","sql":"SELECT \"code\"::TEXT, \"code\"::TEXT FROM \"things\" t WHERE char_length(\"code\"::TEXT) > 10"}
-- zmig:check {"reason":"things.other does not convert to str(10)","sql":"SELECT \"code\"::TEXT, \"other\"::TEXT FROM \"things\" t WHERE char_length(\"other\"::TEXT) > 10"}
-- zmig:check {"reason":"uses.thing does not convert to str(10)","sql":"SELECT \"id\"::TEXT, \"thing\"::TEXT FROM \"uses\" t WHERE char_length(\"thing\"::TEXT) > 10"}
-- zmig:check {"reason":"uses.list does not convert to [str(10)]","sql":"SELECT \"id\"::TEXT, \"list\"::TEXT FROM \"uses\" t WHERE EXISTS (SELECT 1 FROM unnest(\"list\") AS item WHERE char_length(item::TEXT) > 10)"}
ALTER DOMAIN "code" RENAME TO "zmig_old_code";
CREATE DOMAIN "code" AS VARCHAR(10) DEFAULT '0'
    CONSTRAINT "ck_code_given" CHECK (VALUE <> '');
ALTER TABLE "things" DROP CONSTRAINT "uq_things_other";
ALTER TABLE "things" DROP CONSTRAINT "pk_things";
ALTER TABLE "things"
    ALTER COLUMN "code" TYPE "code" USING "code"::TEXT,
    ALTER COLUMN "other" TYPE "code" USING "other"::TEXT;
ALTER TABLE "things" ADD CONSTRAINT "uq_things_other" UNIQUE ("other");
ALTER TABLE "things" ADD CONSTRAINT "pk_things" PRIMARY KEY ("code");
ALTER TABLE "uses"
    ALTER COLUMN "thing" TYPE "code" USING "thing"::TEXT,
    ALTER COLUMN "list" TYPE "code"[] USING "list"::TEXT[];
DROP DOMAIN "zmig_old_code";

-- zmig:step add index others on things
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"share","work":"scan"}]}
CREATE INDEX "others" ON "things" ("other") WHERE (other IS NOT NULL);

-- zmig:step add foreign key fk_uses_thing on uses (thing) -> things (code)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"uses","lock":"share_row_exclusive","work":"scan"},{"table":"things","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"uses (thing) refers to rows of things that are not there","sql":"SELECT \"id\"::TEXT, \"thing\"::TEXT FROM \"uses\" t WHERE t.\"thing\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"things\" r WHERE r.\"code\" = t.\"thing\")"}
ALTER TABLE "uses" ADD CONSTRAINT "fk_uses_thing" FOREIGN KEY ("thing") REFERENCES "things" ("code");
