-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column words.size: int32 -> int
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"words","lock":"access_exclusive","work":"rewrite"},{"table":"shouts","lock":"access_exclusive","work":"scan"}]}
ALTER TABLE "shouts" DROP CONSTRAINT "fk_shouts_number";
ALTER TABLE "words" ALTER COLUMN "size" TYPE BIGINT USING "size"::BIGINT;
ALTER TABLE "shouts" ADD CONSTRAINT "fk_shouts_number" FOREIGN KEY ("number") REFERENCES "words" ("number");

-- zmig:step alter column words.word: collation becomes C
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"words","lock":"access_exclusive","work":"rewrite"},{"table":"shouts","lock":"access_exclusive","work":"scan"}]}
ALTER TABLE "shouts" DROP CONSTRAINT "fk_shouts_loud";
ALTER TABLE "words" DROP CONSTRAINT "uq_words_loud";
ALTER TABLE "words" DROP COLUMN "loud";
ALTER TABLE "words" ALTER COLUMN "word" TYPE TEXT COLLATE "C";
ALTER TABLE "words" ADD COLUMN "loud" TEXT GENERATED ALWAYS AS (word || '!') STORED;
ALTER TABLE "words" ADD CONSTRAINT "uq_words_loud" UNIQUE ("loud");
ALTER TABLE "shouts" ADD CONSTRAINT "fk_shouts_loud" FOREIGN KEY ("loud") REFERENCES "words" ("loud");
