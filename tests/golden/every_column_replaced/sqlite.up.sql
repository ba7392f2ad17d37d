-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index idx_notes_plain on notes
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"notes","lock":"database"}]}
DROP INDEX "idx_notes_plain";

-- zmig:step add column notes.number (int); drop column notes.plain (text); add index idx_notes_number on notes
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of notes.plain"],"down":"structure_only","touches":[{"table":"notes","lock":"database","work":"rewrite"}]}
ALTER TABLE "notes" ADD COLUMN "number" INTEGER;
ALTER TABLE "notes" DROP COLUMN "plain";
CREATE INDEX "idx_notes_number" ON "notes" ("number");
