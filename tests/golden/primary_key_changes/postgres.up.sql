-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop primary key members (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"members","lock":"access_exclusive"}]}
ALTER TABLE "members" DROP CONSTRAINT "pk_members";

-- zmig:step alter column members.name: becomes required
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row without a value is refused"],"down":"exact","touches":[{"table":"members","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"members.name is required and holds NULL","sql":"SELECT ctid::TEXT, 'NULL' FROM \"members\" t WHERE \"name\" IS NULL"}
ALTER TABLE "members" ALTER COLUMN "name" SET NOT NULL;

-- zmig:step add primary key members (tenant, name)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"members","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"members (tenant, name) is not unique, which pk_members asks for","sql":"SELECT ctid::TEXT, concat_ws(',', \"tenant\"::TEXT, \"name\"::TEXT) FROM \"members\" t WHERE (\"tenant\", \"name\") IN (SELECT \"tenant\", \"name\" FROM \"members\" WHERE \"tenant\" IS NOT NULL AND \"name\" IS NOT NULL GROUP BY \"tenant\", \"name\" HAVING count(*) > 1)"}
ALTER TABLE "members" ADD CONSTRAINT "pk_members" PRIMARY KEY ("tenant", "name");
