-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop column things.a_bool (bool, required)
ALTER TABLE "things" DROP COLUMN "a_bool";

-- zmig:step drop column things.a_int16 (int16, required)
ALTER TABLE "things" DROP COLUMN "a_int16";

-- zmig:step drop column things.a_float (float, required)
ALTER TABLE "things" DROP COLUMN "a_float";

-- zmig:step drop column things.a_decimal (decimal(10,2), required)
ALTER TABLE "things" DROP COLUMN "a_decimal";

-- zmig:step drop column things.a_big (decimal(30,3), required)
ALTER TABLE "things" DROP COLUMN "a_big";

-- zmig:step drop column things.a_str (str(9), required)
ALTER TABLE "things" DROP COLUMN "a_str";

-- zmig:step drop column things.a_bytes (bytes, required)
ALTER TABLE "things" DROP COLUMN "a_bytes";

-- zmig:step drop column things.a_date (date, required)
ALTER TABLE "things" DROP COLUMN "a_date";

-- zmig:step drop column things.a_time (time, required)
ALTER TABLE "things" DROP COLUMN "a_time";

-- zmig:step drop column things.a_datetime (datetime, required)
ALTER TABLE "things" DROP COLUMN "a_datetime";

-- zmig:step drop column things.a_uuid (uuid, required)
ALTER TABLE "things" DROP COLUMN "a_uuid";

-- zmig:step drop column things.a_json (json, required)
ALTER TABLE "things" DROP COLUMN "a_json";

-- zmig:step drop column things.a_mood (enum:mood, required)
ALTER TABLE "things" DROP COLUMN "a_mood";

-- zmig:step drop column things.a_list ([int], required)
ALTER TABLE "things" DROP COLUMN "a_list";
