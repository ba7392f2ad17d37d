-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop column things.a_bool (bool, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_bool"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_bool";

-- zmig:step drop column things.a_int16 (int16, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_int16"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_int16";

-- zmig:step drop column things.a_float (float, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_float"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_float";

-- zmig:step drop column things.a_decimal (decimal(10,2), required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_decimal"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_decimal";

-- zmig:step drop column things.a_big (decimal(30,3), required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_big"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_big";

-- zmig:step drop column things.a_str (str(9), required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_str"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_str";

-- zmig:step drop column things.a_bytes (bytes, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_bytes"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_bytes";

-- zmig:step drop column things.a_date (date, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_date"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_date";

-- zmig:step drop column things.a_time (time, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_time"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_time";

-- zmig:step drop column things.a_datetime (datetime, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_datetime"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_datetime";

-- zmig:step drop column things.a_uuid (uuid, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_uuid"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_uuid";

-- zmig:step drop column things.a_json (json, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_json"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_json";

-- zmig:step drop column things.a_mood (enum:mood, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_mood"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_mood";

-- zmig:step drop column things.a_list ([int], required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_list"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive"}]}
ALTER TABLE "things" DROP COLUMN "a_list";
