-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop nothing -> v1.1.0

-- zmig:step create table members
CREATE TABLE "members" (
    "tenant" INTEGER NOT NULL,
    "id" INTEGER NOT NULL,
    "name" VARCHAR NOT NULL,
    CONSTRAINT "pk_members" PRIMARY KEY ("tenant", "id"),
    CONSTRAINT "ck_members_name_said" CHECK (length(name) > 0)
);
CREATE UNIQUE INDEX "uq_members_tenant_name" ON "members" ("tenant", "name");

-- zmig:step create table notes
CREATE TABLE "notes" (
    "id" INTEGER CONSTRAINT "pk_notes" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "tenant" INTEGER NOT NULL,
    "author" INTEGER NOT NULL,
    "parent" INTEGER,
    "body" TEXT NOT NULL,
    "words" INT GENERATED ALWAYS AS (length(body)) STORED,
    CONSTRAINT "fk_notes_parent" FOREIGN KEY ("parent") REFERENCES "notes" ("id") ON DELETE SET NULL,
    CONSTRAINT "fk_notes_tenant_author" FOREIGN KEY ("tenant", "author") REFERENCES "members" ("tenant", "id") ON DELETE CASCADE ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX "idx_notes_lower_body_id_desc" ON "notes" ((lower(body)), "id" DESC);
CREATE INDEX "idx_notes_parent" ON "notes" ("parent");
CREATE INDEX "idx_notes_tenant_author" ON "notes" ("tenant", "author");
CREATE INDEX "long_notes" ON "notes" ("words") WHERE (words > 100);
