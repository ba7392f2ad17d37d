-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop unique places on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "places";

-- zmig:step drop unique uq_users_tenant_slug on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "uq_users_tenant_slug";

-- zmig:step drop index mails on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["queries may become slow"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
DROP INDEX "mails";

-- zmig:step add unique places on users (place)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (place) is not unique, which places asks for","sql":"SELECT \"id\"::TEXT, \"place\"::TEXT FROM \"users\" t WHERE (\"place\") IN (SELECT \"place\" FROM \"users\" WHERE \"place\" IS NOT NULL GROUP BY \"place\" HAVING count(*) > 1)"}
ALTER TABLE "users" ADD CONSTRAINT "places" UNIQUE ("place") DEFERRABLE INITIALLY DEFERRED;

-- zmig:step add unique uq_users_tenant_slug on users (tenant, slug)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (tenant, slug) is not unique, which uq_users_tenant_slug asks for","sql":"SELECT \"id\"::TEXT, concat_ws(',', \"tenant\"::TEXT, \"slug\"::TEXT) FROM \"users\" t WHERE t.ctid IN (SELECT unnest(array_agg(ctid)) FROM \"users\" GROUP BY \"tenant\", \"slug\" HAVING count(*) > 1)"}
DO 'BEGIN IF current_setting(''server_version_num'')::INTEGER < 150000 THEN RAISE EXCEPTION USING MESSAGE = ''uq_users_tenant_slug of users has nulls_not_distinct, which PostgreSQL has from version 15 on: update the server, or leave it away''; END IF; END';
ALTER TABLE "users" ADD CONSTRAINT "uq_users_tenant_slug" UNIQUE NULLS NOT DISTINCT ("tenant", "slug") INCLUDE ("mail") DEFERRABLE INITIALLY IMMEDIATE;

-- zmig:step add index mails on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
-- zmig:check {"reason":"users (mail) is not unique, which mails asks for","sql":"SELECT \"id\"::TEXT, \"mail\"::TEXT FROM \"users\" t WHERE t.ctid IN (SELECT unnest(array_agg(ctid)) FROM \"users\" GROUP BY \"mail\" HAVING count(*) > 1)"}
DO 'BEGIN IF current_setting(''server_version_num'')::INTEGER < 150000 THEN RAISE EXCEPTION USING MESSAGE = ''mails of users has nulls_not_distinct, which PostgreSQL has from version 15 on: update the server, or leave it away''; END IF; END';
CREATE UNIQUE INDEX "mails" ON "users" ("mail") NULLS NOT DISTINCT;
