-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step create enum things_state (draft, live)
CREATE TYPE "things_state" AS ENUM ('draft', 'live');

-- zmig:step alter column things.body: text -> json
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what json does not hold of the values of things.body"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.body does not convert to json","sql":"SELECT \"id\"::TEXT, \"body\"::TEXT FROM \"things\" t WHERE CASE WHEN \"body\" IS NULL THEN FALSE WHEN \"body\" ~ '^[[:space:]]*([{\"0-9-]|[[]|(true|false|null)[[:space:]]*$)' THEN FALSE ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "body" TYPE JSONB USING "body"::JSONB;

-- zmig:step alter column things.key: str -> uuid
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what uuid does not hold of the values of things.key"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.key does not convert to uuid","sql":"SELECT \"id\"::TEXT, \"key\"::TEXT FROM \"things\" t WHERE CASE WHEN \"key\" IS NULL THEN FALSE WHEN \"key\" ~ '^([0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}|[{][0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}[}])$' THEN FALSE ELSE TRUE END"}
ALTER TABLE "things" ALTER COLUMN "key" TYPE UUID USING "key"::UUID;

-- zmig:step alter column things.state: str -> enum:things_state
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what enum:things_state does not hold of the values of things.state"],"down":"structure_only","touches":[{"table":"things","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"things.state does not convert to enum:things_state","sql":"SELECT \"id\"::TEXT, \"state\"::TEXT FROM \"things\" t WHERE \"state\"::TEXT NOT IN ('draft', 'live')"}
ALTER TABLE "things" ALTER COLUMN "state" TYPE "things_state" USING "state"::"things_state";
