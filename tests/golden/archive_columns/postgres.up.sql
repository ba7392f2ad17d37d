-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step keep things.a_bool in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_bool" AS SELECT "id", "a_bool" FROM "things";

-- zmig:step keep things.a_int in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_int" AS SELECT "id", "a_int" FROM "things";

-- zmig:step keep things.a_float in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_float" AS SELECT "id", "a_float" FROM "things";

-- zmig:step keep things.a_decimal in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_decimal" AS SELECT "id", "a_decimal" FROM "things";

-- zmig:step keep things.a_str in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_str" AS SELECT "id", "a_str" FROM "things";

-- zmig:step keep things.a_bytes in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_bytes" AS SELECT "id", "a_bytes" FROM "things";

-- zmig:step keep things.a_date in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_date" AS SELECT "id", "a_date" FROM "things";

-- zmig:step keep things.a_time in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_time" AS SELECT "id", "a_time" FROM "things";

-- zmig:step keep things.a_datetime in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_datetime" AS SELECT "id", "a_datetime" FROM "things";

-- zmig:step keep things.a_uuid in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_uuid" AS SELECT "id", "a_uuid" FROM "things";

-- zmig:step keep things.a_json in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_json" AS SELECT "id", "a_json" FROM "things";

-- zmig:step keep things.a_enum in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_enum" AS SELECT "id", "a_enum"::TEXT AS "a_enum" FROM "things";

-- zmig:step keep things.a_list in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//a_list" AS SELECT "id", "a_list" FROM "things";

-- zmig:step keep things.up in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"things","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_things//up" AS SELECT "id", "up" FROM "things";

-- zmig:step drop foreign key fk_things_up on things
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP CONSTRAINT "fk_things_up";

-- zmig:step drop unique uq_things_a_str on things
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP CONSTRAINT "uq_things_a_str";

-- zmig:step drop index idx_things_a_int on things
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
DROP INDEX "idx_things_a_int";

-- zmig:step drop column things.twice (int)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may read it"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "twice";

-- zmig:step drop column things.a_bool (bool)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_bool";

-- zmig:step drop column things.a_int (int)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_int";

-- zmig:step drop column things.a_float (float)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_float";

-- zmig:step drop column things.a_decimal (decimal(30,10), required)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_decimal";

-- zmig:step drop column things.a_str (str(20), required)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_str";

-- zmig:step drop column things.a_bytes (bytes)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_bytes";

-- zmig:step drop column things.a_date (date, required)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_date";

-- zmig:step drop column things.a_time (time)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_time";

-- zmig:step drop column things.a_datetime (datetime)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_datetime";

-- zmig:step drop column things.a_uuid (uuid)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_uuid";

-- zmig:step drop column things.a_json (json)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_json";

-- zmig:step drop column things.a_enum (enum:things_a_enum)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_enum";

-- zmig:step drop column things.a_list ([str])
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_list";

-- zmig:step drop column things.up (int)
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "up";

-- zmig:step drop enum things_a_enum
DROP TYPE "things_a_enum";
