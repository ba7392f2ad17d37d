-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop index idx_notes_number on notes
DROP INDEX "idx_notes_number";

-- zmig:step add column notes.plain (text)
ALTER TABLE "notes" ADD COLUMN "plain" TEXT;

-- zmig:step drop column notes.number (int)
ALTER TABLE "notes" DROP COLUMN "number";

-- zmig:step add index idx_notes_plain on notes
CREATE INDEX "idx_notes_plain" ON "notes" ("plain");
