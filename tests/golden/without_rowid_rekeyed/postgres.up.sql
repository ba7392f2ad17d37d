-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop column users.gone (text)
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the values of users.gone"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP COLUMN "gone";

-- zmig:step rename column users.name to title
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME COLUMN "name" TO "title";

-- zmig:step change primary key users: (key) -> (spare)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users (spare) is not unique, which pk_users asks for","sql":"SELECT \"key\"::TEXT, \"spare\"::TEXT FROM \"users\" t WHERE (\"spare\") IN (SELECT \"spare\" FROM \"users\" WHERE \"spare\" IS NOT NULL GROUP BY \"spare\" HAVING count(*) > 1)"}
ALTER TABLE "users" DROP CONSTRAINT "pk_users";
ALTER TABLE "users" ADD CONSTRAINT "pk_users" PRIMARY KEY ("spare");
