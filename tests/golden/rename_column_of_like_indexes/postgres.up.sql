-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step rename column notes.grade to place
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"notes","lock":"access_exclusive"}]}
ALTER TABLE "notes" RENAME COLUMN "grade" TO "place";
ALTER INDEX "idx_notes_grade_name" RENAME TO "idx_notes_place_name";
ALTER INDEX "idx_notes_name_grade_desc" RENAME TO "idx_notes_name_place_desc";
