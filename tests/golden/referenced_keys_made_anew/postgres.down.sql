-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column words.word: collation goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"words","lock":"access_exclusive","work":"rewrite"},{"table":"shouts","lock":"access_exclusive","work":"scan"}]}
ALTER TABLE "shouts" DROP CONSTRAINT "fk_shouts_loud";
ALTER TABLE "words" DROP CONSTRAINT "uq_words_loud";
ALTER TABLE "words" DROP COLUMN "loud";
ALTER TABLE "words" ALTER COLUMN "word" TYPE TEXT;
ALTER TABLE "words" ADD COLUMN "loud" TEXT GENERATED ALWAYS AS (word || '!') STORED;
ALTER TABLE "words" ADD CONSTRAINT "uq_words_loud" UNIQUE ("loud");
ALTER TABLE "shouts" ADD CONSTRAINT "fk_shouts_loud" FOREIGN KEY ("loud") REFERENCES "words" ("loud");

-- zmig:step alter column words.size: int -> int32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int32 does not hold of the values of words.size"],"down":"structure_only","touches":[{"table":"words","lock":"access_exclusive","work":"rewrite"},{"table":"shouts","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"words.size does not convert to int32","sql":"SELECT \"id\"::TEXT, \"size\"::TEXT FROM \"words\" t WHERE \"size\" NOT BETWEEN -2147483648 AND 2147483647"}
ALTER TABLE "shouts" DROP CONSTRAINT "fk_shouts_number";
ALTER TABLE "words" ALTER COLUMN "size" TYPE INTEGER USING "size"::INTEGER;
ALTER TABLE "shouts" ADD CONSTRAINT "fk_shouts_number" FOREIGN KEY ("number") REFERENCES "words" ("number");
