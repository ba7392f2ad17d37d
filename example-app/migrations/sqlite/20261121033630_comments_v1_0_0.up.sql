-- zmig:file 1 up sqlite 20261121033630_comments_v1_0_0
-- zSchema.comments nothing -> v1.0.0

-- zmig:step create table comments
CREATE TABLE "comments" (
    "id" INTEGER CONSTRAINT "pk_comments" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "issue_id" INTEGER NOT NULL,
    "author" INTEGER NOT NULL,
    "text" VARCHAR NOT NULL,
    "written_at" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00') NOT NULL,
    CONSTRAINT "fk_comments_author" FOREIGN KEY ("author") REFERENCES "members" ("id"),
    CONSTRAINT "fk_comments_issue_id" FOREIGN KEY ("issue_id") REFERENCES "issues" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_comments_issue_id" ON "comments" ("issue_id");
