-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column events.at: datetime -> str
ALTER TABLE "events" ALTER COLUMN "at" TYPE VARCHAR USING CASE WHEN isfinite("at") THEN to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE "at"::TEXT END;

-- zmig:step alter column events.day: date -> str
ALTER TABLE "events" ALTER COLUMN "day" TYPE VARCHAR USING "day"::TEXT;
