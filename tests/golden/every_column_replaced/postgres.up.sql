-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop index idx_notes_plain on notes
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"notes","lock":"access_exclusive"}]}
DROP INDEX "idx_notes_plain";

-- zmig:step add column notes.number (int)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"notes","lock":"access_exclusive"}]}
ALTER TABLE "notes" ADD COLUMN "number" BIGINT;

-- zmig:step drop column notes.plain (text)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of notes.plain"],"down":"structure_only","touches":[{"table":"notes","lock":"access_exclusive"}]}
ALTER TABLE "notes" DROP COLUMN "plain";

-- zmig:step add index idx_notes_number on notes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"notes","lock":"share","work":"scan"}]}
CREATE INDEX "idx_notes_number" ON "notes" ("number");
