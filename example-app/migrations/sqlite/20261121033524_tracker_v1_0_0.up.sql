-- zmig:file 1 up sqlite 20261121033524_tracker_v1_0_0
-- zSchema.tracker nothing -> v1.0.0

-- zmig:step create table members
CREATE TABLE "members" (
    "id" INTEGER CONSTRAINT "pk_members" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "handle" VARCHAR(40) NOT NULL,
    "name" VARCHAR NOT NULL,
    "joined_at" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00') NOT NULL
);
CREATE UNIQUE INDEX "uq_members_handle" ON "members" ("handle");

-- zmig:step create table projects
CREATE TABLE "projects" (
    "id" INTEGER CONSTRAINT "pk_projects" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "key" VARCHAR(8) NOT NULL,
    "title" VARCHAR NOT NULL,
    "owner" INTEGER,
    CONSTRAINT "fk_projects_owner" FOREIGN KEY ("owner") REFERENCES "members" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "uq_projects_key" ON "projects" ("key");
