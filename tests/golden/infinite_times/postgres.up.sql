-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column events.at: datetime -> str
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what str does not hold of the values of events.at"],"down":"structure_only","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "events" ALTER COLUMN "at" TYPE VARCHAR USING CASE WHEN isfinite("at") THEN to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE "at"::TEXT END;

-- zmig:step alter column events.day: date -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "events" ALTER COLUMN "day" TYPE VARCHAR USING "day"::TEXT;
