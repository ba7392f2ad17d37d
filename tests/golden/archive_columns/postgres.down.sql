-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step find rows in the archives
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"zmig_archive_20251220120001_things//a_bool","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_int","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_float","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_decimal","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_str","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_bytes","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_date","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_time","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_datetime","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_uuid","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_json","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_enum","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//a_list","lock":"share","work":"scan"},{"table":"zmig_archive_20251220120001_things//up","lock":"share","work":"scan"}]}
CREATE INDEX "zmig_ix_20251220120001_things//a_bool" ON "zmig_archive_20251220120001_things//a_bool" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_int" ON "zmig_archive_20251220120001_things//a_int" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_float" ON "zmig_archive_20251220120001_things//a_float" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_decimal" ON "zmig_archive_20251220120001_things//a_decimal" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_str" ON "zmig_archive_20251220120001_things//a_str" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_bytes" ON "zmig_archive_20251220120001_things//a_bytes" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_date" ON "zmig_archive_20251220120001_things//a_date" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_time" ON "zmig_archive_20251220120001_things//a_time" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_datetime" ON "zmig_archive_20251220120001_things//a_datetime" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_uuid" ON "zmig_archive_20251220120001_things//a_uuid" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_json" ON "zmig_archive_20251220120001_things//a_json" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_enum" ON "zmig_archive_20251220120001_things//a_enum" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//a_list" ON "zmig_archive_20251220120001_things//a_list" ("id");
CREATE INDEX "zmig_ix_20251220120001_things//up" ON "zmig_archive_20251220120001_things//up" ("id");

-- zmig:step create enum things_a_enum (draft, live)
CREATE TYPE "things_a_enum" AS ENUM ('draft', 'live');

-- zmig:step add column things.up (int)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "up" BIGINT;
UPDATE "things" SET "up" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//up" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."up" FROM "zmig_archive_20251220120001_things//up" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END) WHERE "up" IS NULL;

-- zmig:step add column things.a_list ([str])
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_list" VARCHAR[];
UPDATE "things" SET "a_list" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_list" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_list" FROM "zmig_archive_20251220120001_things//a_list" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END) WHERE "a_list" IS NULL;

-- zmig:step add column things.a_enum (enum:things_a_enum)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_enum" "things_a_enum";
UPDATE "things" SET "a_enum" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_enum" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_enum" FROM "zmig_archive_20251220120001_things//a_enum" zmig_kept WHERE zmig_kept."id" = "things"."id")::"things_a_enum" ELSE 'live'::"things_a_enum" END) WHERE "a_enum" IS NULL;
ALTER TABLE "things" ALTER COLUMN "a_enum" SET DEFAULT 'live'::"things_a_enum";

-- zmig:step add column things.a_json (json)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_json" JSONB;
UPDATE "things" SET "a_json" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_json" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_json" FROM "zmig_archive_20251220120001_things//a_json" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END) WHERE "a_json" IS NULL;

-- zmig:step add column things.a_uuid (uuid)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_uuid" UUID;
UPDATE "things" SET "a_uuid" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_uuid" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_uuid" FROM "zmig_archive_20251220120001_things//a_uuid" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END) WHERE "a_uuid" IS NULL;

-- zmig:step add column things.a_datetime (datetime)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_datetime" TIMESTAMPTZ;
UPDATE "things" SET "a_datetime" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_datetime" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_datetime" FROM "zmig_archive_20251220120001_things//a_datetime" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END) WHERE "a_datetime" IS NULL;

-- zmig:step add column things.a_time (time)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_time" TIME;
UPDATE "things" SET "a_time" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_time" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_time" FROM "zmig_archive_20251220120001_things//a_time" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END) WHERE "a_time" IS NULL;

-- zmig:step add column things.a_date (date, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_date" DATE;
UPDATE "things" SET "a_date" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_date" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_date" FROM "zmig_archive_20251220120001_things//a_date" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE '2025-12-20'::DATE END) WHERE "a_date" IS NULL;
ALTER TABLE "things" ALTER COLUMN "a_date" SET DEFAULT '2025-12-20'::DATE;
ALTER TABLE "things" ALTER COLUMN "a_date" SET NOT NULL;

-- zmig:step add column things.a_bytes (bytes)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_bytes" BYTEA;
UPDATE "things" SET "a_bytes" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_bytes" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_bytes" FROM "zmig_archive_20251220120001_things//a_bytes" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END) WHERE "a_bytes" IS NULL;

-- zmig:step add column things.a_str (str(20), required)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs that insert rows do not know it"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_str" VARCHAR(20);
UPDATE "things" SET "a_str" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_str" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_str" FROM "zmig_archive_20251220120001_things//a_str" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE '' END) WHERE "a_str" IS NULL;
ALTER TABLE "things" ALTER COLUMN "a_str" SET NOT NULL;

-- zmig:step add column things.a_decimal (decimal(30,10), required)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs that insert rows do not know it"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_decimal" NUMERIC(30,10);
UPDATE "things" SET "a_decimal" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_decimal" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_decimal" FROM "zmig_archive_20251220120001_things//a_decimal" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE 0 END) WHERE "a_decimal" IS NULL;
ALTER TABLE "things" ALTER COLUMN "a_decimal" SET NOT NULL;

-- zmig:step add column things.a_float (float)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_float" DOUBLE PRECISION;
UPDATE "things" SET "a_float" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_float" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_float" FROM "zmig_archive_20251220120001_things//a_float" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE 1.5 END) WHERE "a_float" IS NULL;
ALTER TABLE "things" ALTER COLUMN "a_float" SET DEFAULT 1.5;

-- zmig:step add column things.a_int (int)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_int" BIGINT;
UPDATE "things" SET "a_int" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_int" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_int" FROM "zmig_archive_20251220120001_things//a_int" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END) WHERE "a_int" IS NULL;

-- zmig:step add column things.a_bool (bool)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "things" ADD COLUMN "a_bool" BOOLEAN;
UPDATE "things" SET "a_bool" = (CASE WHEN EXISTS (SELECT 1 FROM "zmig_archive_20251220120001_things//a_bool" zmig_kept WHERE zmig_kept."id" = "things"."id") THEN (SELECT zmig_kept."a_bool" FROM "zmig_archive_20251220120001_things//a_bool" zmig_kept WHERE zmig_kept."id" = "things"."id") ELSE NULL END) WHERE "a_bool" IS NULL;

-- zmig:step add column things.twice (int)
-- zmig:hazard {"risk":"MEDIUM","reasons":["it is computed for every row, which rewrites the table and may fail on one"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- Computes the column for every row: the table is rewritten, and nobody else can use it meanwhile.
ALTER TABLE "things" ADD COLUMN "twice" BIGINT GENERATED ALWAYS AS (id * 2) STORED;

-- zmig:step add index idx_things_a_int on things
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"share","work":"scan"}]}
CREATE INDEX "idx_things_a_int" ON "things" ("a_int");

-- zmig:step add unique uq_things_a_str on things (a_str)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"things (a_str) is not unique, which uq_things_a_str asks for","sql":"SELECT \"id\"::TEXT, \"a_str\"::TEXT FROM \"things\" t WHERE (\"a_str\") IN (SELECT \"a_str\" FROM \"things\" WHERE \"a_str\" IS NOT NULL GROUP BY \"a_str\" HAVING count(*) > 1)"}
ALTER TABLE "things" ADD CONSTRAINT "uq_things_a_str" UNIQUE ("a_str");

-- zmig:step add foreign key fk_things_up on things (up) -> things (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"things","lock":"share_row_exclusive","work":"scan"}]}
-- zmig:check {"reason":"things (up) refers to rows of things that are not there","sql":"SELECT \"id\"::TEXT, \"up\"::TEXT FROM \"things\" t WHERE t.\"up\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"things\" r WHERE r.\"id\" = t.\"up\")"}
ALTER TABLE "things" ADD CONSTRAINT "fk_things_up" FOREIGN KEY ("up") REFERENCES "things" ("id");

-- zmig:step drop the archives
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"zmig_archive_20251220120001_things//a_bool","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_int","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_float","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_decimal","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_str","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_bytes","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_date","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_time","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_datetime","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_uuid","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_json","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_enum","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//a_list","lock":"access_exclusive"},{"table":"zmig_archive_20251220120001_things//up","lock":"access_exclusive"}]}
DROP TABLE "zmig_archive_20251220120001_things//a_bool";
DROP TABLE "zmig_archive_20251220120001_things//a_int";
DROP TABLE "zmig_archive_20251220120001_things//a_float";
DROP TABLE "zmig_archive_20251220120001_things//a_decimal";
DROP TABLE "zmig_archive_20251220120001_things//a_str";
DROP TABLE "zmig_archive_20251220120001_things//a_bytes";
DROP TABLE "zmig_archive_20251220120001_things//a_date";
DROP TABLE "zmig_archive_20251220120001_things//a_time";
DROP TABLE "zmig_archive_20251220120001_things//a_datetime";
DROP TABLE "zmig_archive_20251220120001_things//a_uuid";
DROP TABLE "zmig_archive_20251220120001_things//a_json";
DROP TABLE "zmig_archive_20251220120001_things//a_enum";
DROP TABLE "zmig_archive_20251220120001_things//a_list";
DROP TABLE "zmig_archive_20251220120001_things//up";
