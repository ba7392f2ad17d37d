-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step rename column notes.place to grade
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"notes","lock":"database","work":"scan"}]}
ALTER TABLE "notes" RENAME COLUMN "place" TO "grade";
DROP INDEX "idx_notes_name_place_desc";
CREATE INDEX "idx_notes_name_grade_desc" ON "notes" ("name", "grade" DESC) WHERE (name IS NOT NULL);
DROP INDEX "idx_notes_place_name";
CREATE INDEX "idx_notes_grade_name" ON "notes" ("grade", "name") WHERE (name IS NOT NULL);
