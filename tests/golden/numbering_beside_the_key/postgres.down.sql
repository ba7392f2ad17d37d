-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column lines.number: auto_increment goes
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"lines","lock":"access_exclusive","work":"scan"}]}
ALTER TABLE "lines" ALTER COLUMN "number" DROP IDENTITY;

-- zmig:step drop column lines.mark (int32, required)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of lines.mark"],"down":"structure_only","touches":[{"table":"lines","lock":"access_exclusive"}]}
ALTER TABLE "lines" DROP COLUMN "mark";

-- zmig:step alter column lines.was: becomes auto_increment
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"lines","lock":"access_exclusive","work":"scan"}]}
DO 'DECLARE
  sequence text;
BEGIN
  SELECT format(''%I.%I'', current_schema(), s) INTO sequence FROM (SELECT 0 AS n, ''lines_was_seq'' AS s UNION ALL SELECT n, left(''lines_was_seq'', 58) || n FROM generate_series(1, 9999) n) names WHERE to_regclass(format(''%I.%I'', current_schema(), s)) IS NULL ORDER BY n LIMIT 1;
  EXECUTE ''CREATE SEQUENCE '' || sequence || '' AS BIGINT OWNED BY "lines"."was"'';
  EXECUTE format(''ALTER TABLE "lines" ALTER COLUMN "was" SET DEFAULT nextval(%L)'', sequence);
END';
SELECT setval(pg_get_serial_sequence('"lines"', 'was'), greatest(max("was"), 1), coalesce(max("was") > 0, false)) FROM "lines";
