-- zmig:file 1 up sqlite 20261122033256_bench_v1_0_0
-- zSchema.bench nothing -> v1.0.0

-- zmig:step create table parents
CREATE TABLE "parents" (
    "id" INTEGER CONSTRAINT "pk_parents" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR NOT NULL,
    "email" VARCHAR,
    "score" DOUBLE NOT NULL,
    "age" INT NOT NULL,
    "live" BOOLEAN NOT NULL
);

-- zmig:step create table children
CREATE TABLE "children" (
    "id" INTEGER CONSTRAINT "pk_children" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "parent" INTEGER NOT NULL,
    "title" VARCHAR NOT NULL,
    "size" INTEGER NOT NULL,
    CONSTRAINT "fk_children_parent" FOREIGN KEY ("parent") REFERENCES "parents" ("id")
);
CREATE INDEX "idx_children_parent" ON "children" ("parent");
