-- zmig:file 1 up sqlite 20261121033525_issues_v1_0_0
-- zSchema.issues nothing -> v1.0.0

-- zmig:step create table issues
CREATE TABLE "issues" (
    "id" INTEGER CONSTRAINT "pk_issues" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "project_id" INTEGER NOT NULL,
    "reporter" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "body" VARCHAR,
    "state" VARCHAR DEFAULT 'open' NOT NULL,
    "estimate" VARCHAR,
    "opened_at" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00') NOT NULL,
    "legacy_ref" VARCHAR,
    CONSTRAINT "fk_issues_project_id" FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE,
    CONSTRAINT "fk_issues_reporter" FOREIGN KEY ("reporter") REFERENCES "members" ("id")
);
CREATE INDEX "idx_issues_project_id_state" ON "issues" ("project_id", "state");
