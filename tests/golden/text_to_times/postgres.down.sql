-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column events.moment: datetime -> text
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what text does not hold of the values of events.moment"],"down":"structure_only","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "events" ALTER COLUMN "moment" TYPE TEXT USING CASE WHEN isfinite("moment") THEN to_char("moment" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE "moment"::TEXT END;

-- zmig:step alter column events.day: date -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "events" ALTER COLUMN "day" TYPE VARCHAR USING "day"::TEXT;

-- zmig:step alter column events.clock: time -> str
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what str does not hold of the values of events.clock"],"down":"structure_only","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "events" ALTER COLUMN "clock" TYPE VARCHAR USING "clock"::TEXT;
