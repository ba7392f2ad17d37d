-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop primary key members (tenant, name)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"members","lock":"access_exclusive"}]}
ALTER TABLE "members" DROP CONSTRAINT "pk_members";

-- zmig:step alter column members.name: becomes nullable
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"members","lock":"access_exclusive"}]}
ALTER TABLE "members" ALTER COLUMN "name" DROP NOT NULL;

-- zmig:step add primary key members (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"members","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"members (id) is not unique, which pk_members asks for","sql":"SELECT ctid::TEXT, \"id\"::TEXT FROM \"members\" t WHERE (\"id\") IN (SELECT \"id\" FROM \"members\" WHERE \"id\" IS NOT NULL GROUP BY \"id\" HAVING count(*) > 1)"}
ALTER TABLE "members" ADD CONSTRAINT "pk_members" PRIMARY KEY ("id");
