-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column events.moment: datetime -> text
ALTER TABLE "events" ALTER COLUMN "moment" TYPE TEXT USING CASE WHEN isfinite("moment") THEN to_char("moment" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE "moment"::TEXT END;

-- zmig:step alter column events.day: date -> str
ALTER TABLE "events" ALTER COLUMN "day" TYPE VARCHAR USING "day"::TEXT;

-- zmig:step alter column events.clock: time -> str
ALTER TABLE "events" ALTER COLUMN "clock" TYPE VARCHAR USING "clock"::TEXT;
