-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column events.clock: str -> time
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what time does not hold of the values of events.clock"],"down":"structure_only","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"events.clock does not convert to time","sql":"SELECT \"id\"::TEXT, \"clock\"::TEXT FROM \"events\" t WHERE CASE WHEN \"clock\" IS NULL THEN FALSE WHEN \"clock\" ~ '^[[:space:]]*([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?[[:space:]]*$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "events" ALTER COLUMN "clock" TYPE TIME USING "clock"::TIME;

-- zmig:step alter column events.day: str -> date
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what date does not hold of the values of events.day"],"down":"structure_only","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"events.day does not convert to date","sql":"SELECT \"id\"::TEXT, \"day\"::TEXT FROM \"events\" t WHERE CASE WHEN \"day\" IS NULL THEN FALSE WHEN \"day\" ~ '^[[:space:]]*([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|-?infinity)[[:space:]]*$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "events" ALTER COLUMN "day" TYPE DATE USING "day"::DATE;

-- zmig:step alter column events.moment: text -> datetime
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what datetime does not hold of the values of events.moment"],"down":"structure_only","touches":[{"table":"events","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"events.moment does not convert to datetime","sql":"SELECT \"id\"::TEXT, \"moment\"::TEXT FROM \"events\" t WHERE CASE WHEN \"moment\" IS NULL THEN FALSE WHEN \"moment\" ~ '^[[:space:]]*([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?[[:space:]]*(z|Z|utc|UTC|[+-][0-9]{1,2}(:?[0-9]{2})?)?)?|-?infinity)[[:space:]]*$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "events" ALTER COLUMN "moment" TYPE TIMESTAMPTZ USING CASE WHEN "moment" ~* ':[0-9.]+[[:space:]]*(z|utc|[+-][0-9]{1,2}(:?[0-9]{2})?)[[:space:]]*$' THEN "moment"::TIMESTAMPTZ ELSE "moment"::TIMESTAMP AT TIME ZONE 'UTC' END;
