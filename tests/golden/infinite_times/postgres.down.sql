-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column events.day: str -> date
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what date does not hold of the values of events.day"],"down":"structure_only","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"events.day does not convert to date","sql":"SELECT \"id\"::TEXT, \"day\"::TEXT FROM \"events\" t WHERE CASE WHEN \"day\" IS NULL THEN FALSE WHEN \"day\" ~ '^[[:space:]]*([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|-?infinity)[[:space:]]*$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "events" ALTER COLUMN "day" TYPE DATE USING "day"::DATE;

-- zmig:step alter column events.at: str -> datetime
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what datetime does not hold of the values of events.at"],"down":"structure_only","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"events.at does not convert to datetime","sql":"SELECT \"id\"::TEXT, \"at\"::TEXT FROM \"events\" t WHERE CASE WHEN \"at\" IS NULL THEN FALSE WHEN \"at\" ~ '^[[:space:]]*([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?[[:space:]]*(z|Z|utc|UTC|[+-][0-9]{1,2}(:?[0-9]{2})?)?)?|-?infinity)[[:space:]]*$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "events" ALTER COLUMN "at" TYPE TIMESTAMPTZ USING CASE WHEN "at" ~* ':[0-9.]+[[:space:]]*(z|utc|[+-][0-9]{1,2}(:?[0-9]{2})?)[[:space:]]*$' THEN "at"::TIMESTAMPTZ ELSE "at"::TIMESTAMP AT TIME ZONE 'UTC' END;
