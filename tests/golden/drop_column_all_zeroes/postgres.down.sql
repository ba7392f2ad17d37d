-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step add column things.a_list ([int], required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_list" BIGINT[] DEFAULT '{}'::BIGINT[] NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_list" DROP DEFAULT;

-- zmig:step add column things.a_mood (enum:mood, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_mood" "mood" DEFAULT 'sad'::"mood" NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_mood" DROP DEFAULT;

-- zmig:step add column things.a_json (json, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_json" JSONB DEFAULT '{}'::JSONB NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_json" DROP DEFAULT;

-- zmig:step add column things.a_uuid (uuid, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_uuid" UUID DEFAULT '00000000-0000-0000-0000-000000000000'::UUID NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_uuid" DROP DEFAULT;

-- zmig:step add column things.a_datetime (datetime, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_datetime" TIMESTAMPTZ DEFAULT '1970-01-01T00:00:00Z'::TIMESTAMPTZ NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_datetime" DROP DEFAULT;

-- zmig:step add column things.a_time (time, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_time" TIME DEFAULT '00:00:00'::TIME NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_time" DROP DEFAULT;

-- zmig:step add column things.a_date (date, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_date" DATE DEFAULT '1970-01-01'::DATE NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_date" DROP DEFAULT;

-- zmig:step add column things.a_bytes (bytes, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_bytes" BYTEA DEFAULT ''::BYTEA NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_bytes" DROP DEFAULT;

-- zmig:step add column things.a_str (str(9), required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_str" VARCHAR(9) DEFAULT '' NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_str" DROP DEFAULT;

-- zmig:step add column things.a_big (decimal(30,3), required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_big" NUMERIC(30,3) DEFAULT 0 NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_big" DROP DEFAULT;

-- zmig:step add column things.a_decimal (decimal(10,2), required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_decimal" NUMERIC(10,2) DEFAULT 0 NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_decimal" DROP DEFAULT;

-- zmig:step add column things.a_float (float, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_float" DOUBLE PRECISION DEFAULT 0 NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_float" DROP DEFAULT;

-- zmig:step add column things.a_int16 (int16, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_int16" SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_int16" DROP DEFAULT;

-- zmig:step add column things.a_bool (bool, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" ADD COLUMN "a_bool" BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE "things" ALTER COLUMN "a_bool" DROP DEFAULT;
