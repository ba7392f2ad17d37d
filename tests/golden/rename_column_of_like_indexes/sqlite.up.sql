-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename column notes.grade to place
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"notes","lock":"database","work":"scan"}]}
ALTER TABLE "notes" RENAME COLUMN "grade" TO "place";
DROP INDEX "idx_notes_grade_name";
CREATE INDEX "idx_notes_place_name" ON "notes" ("place", "name") WHERE (name IS NOT NULL);
DROP INDEX "idx_notes_name_grade_desc";
CREATE INDEX "idx_notes_name_place_desc" ON "notes" ("name", "place" DESC) WHERE (name IS NOT NULL);
