-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step create enum mood (sad, ok, it's fine)

-- zmig:step create table parents
CREATE TABLE "parents" (
    "id" INTEGER CONSTRAINT "pk_parents" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "mood" TEXT NOT NULL CONSTRAINT "ck_parents_mood_enum" CHECK ("mood" IN ('sad', 'ok', 'it''s fine')),
    "moods" JSON_TEXT,
    "best" INTEGER,
    "kept_id" INTEGER,
    "shout" VARCHAR GENERATED ALWAYS AS (upper(note)) STORED,
    "note" VARCHAR,
    CONSTRAINT "fk_parents_best" FOREIGN KEY ("best") REFERENCES "parents" ("id"),
    CONSTRAINT "fk_parents_kept_id" FOREIGN KEY ("kept_id") REFERENCES "kept" ("id")
);
CREATE UNIQUE INDEX "uq_parents_note" ON "parents" ("note");
INSERT INTO "parents" ("id", "mood", "moods", "best", "kept_id", "note") SELECT "id", "mood", "moods", "best", "kept_id", "note" FROM "zmig_archive_20251220120001_parents";

-- zmig:step create table children
CREATE TABLE "children" (
    "parent_id" INTEGER NOT NULL,
    "n" INT NOT NULL,
    "amount" DECIMAL(10,2) DEFAULT 1.50,
    CONSTRAINT "pk_children" PRIMARY KEY ("parent_id", "n"),
    CONSTRAINT "fk_children_parent_id" FOREIGN KEY ("parent_id") REFERENCES "parents" ("id") ON DELETE CASCADE
);
INSERT INTO "children" ("parent_id", "n", "amount") SELECT "parent_id", "n", "amount" FROM "zmig_archive_20251220120001_children";

-- zmig:step drop the archives
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"zmig_archive_20251220120001_children","lock":"database"},{"table":"zmig_archive_20251220120001_parents","lock":"database"}]}
DROP TABLE "zmig_archive_20251220120001_children";
DROP TABLE "zmig_archive_20251220120001_parents";
