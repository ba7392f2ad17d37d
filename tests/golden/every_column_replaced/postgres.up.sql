-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index idx_notes_plain on notes
DROP INDEX "idx_notes_plain";

-- zmig:step add column notes.number (int)
ALTER TABLE "notes" ADD COLUMN "number" BIGINT;

-- zmig:step drop column notes.plain (text)
ALTER TABLE "notes" DROP COLUMN "plain";

-- zmig:step add index idx_notes_number on notes
CREATE INDEX "idx_notes_number" ON "notes" ("number");
