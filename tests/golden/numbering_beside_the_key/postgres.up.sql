-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column lines.was: auto_increment goes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"lines","lock":"access_exclusive","work":"scan"}]}
DO 'DECLARE
  sequence text;
BEGIN
  sequence := pg_get_serial_sequence(''"lines"'', ''was'');
  ALTER TABLE "lines" ALTER COLUMN "was" DROP DEFAULT;
  EXECUTE ''DROP SEQUENCE '' || sequence;
END';

-- zmig:step add column lines.mark (int32, required)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"lines","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "lines" ADD COLUMN "mark" SERIAL NOT NULL;

-- zmig:step alter column lines.number: becomes auto_increment
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"lines","lock":"access_exclusive","work":"scan"}]}
ALTER TABLE "lines" ALTER COLUMN "number" ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('"lines"', 'number'), greatest(max("number"), 1), coalesce(max("number") > 0, false)) FROM "lines";
