-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop column things.a_bool (bool, required); drop column things.a_int16 (int16, required); drop column things.a_float (float, required); drop column things.a_decimal (decimal(10,2), required); drop column things.a_big (decimal(30,3), required); drop column things.a_str (str(9), required); drop column things.a_bytes (bytes, required); drop column things.a_date (date, required); drop column things.a_time (time, required); drop column things.a_datetime (datetime, required); drop column things.a_uuid (uuid, required); drop column things.a_json (json, required); drop column things.a_mood (enum:mood, required); drop column things.a_list ([int], required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of things.a_bool","the values of things.a_int16","the values of things.a_float","the values of things.a_decimal","the values of things.a_big","the values of things.a_str","the values of things.a_bytes","the values of things.a_date","the values of things.a_time","the values of things.a_datetime","the values of things.a_uuid","the values of things.a_json","the values of things.a_mood","the values of things.a_list"],"down":"structure_only","touches":[{"table":"things","lock":"database","work":"rewrite"}]}
ALTER TABLE "things" DROP COLUMN "a_bool";
ALTER TABLE "things" DROP COLUMN "a_int16";
ALTER TABLE "things" DROP COLUMN "a_float";
ALTER TABLE "things" DROP COLUMN "a_decimal";
ALTER TABLE "things" DROP COLUMN "a_big";
ALTER TABLE "things" DROP COLUMN "a_str";
ALTER TABLE "things" DROP COLUMN "a_bytes";
ALTER TABLE "things" DROP COLUMN "a_date";
ALTER TABLE "things" DROP COLUMN "a_time";
ALTER TABLE "things" DROP COLUMN "a_datetime";
ALTER TABLE "things" DROP COLUMN "a_uuid";
ALTER TABLE "things" DROP COLUMN "a_json";
ALTER TABLE "things" DROP COLUMN "a_mood";
ALTER TABLE "things" DROP COLUMN "a_list";
