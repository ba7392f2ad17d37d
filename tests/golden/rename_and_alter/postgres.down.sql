-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop check ck_people_sane on people
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"people","lock":"access_exclusive"}]}
ALTER TABLE "people" DROP CONSTRAINT "ck_people_sane";

-- zmig:step alter column people.age: int -> str
-- zmig:hazard {"risk":"MEDIUM","reasons":["the table may be rewritten, and programs may rely on what was"],"down":"exact","touches":[{"table":"people","lock":"access_exclusive","work":"rewrite"}]}
ALTER TABLE "people" ALTER COLUMN "age" TYPE VARCHAR USING "age"::TEXT;

-- zmig:step rename column people.age to years
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"people","lock":"access_exclusive"}]}
ALTER TABLE "people" RENAME COLUMN "age" TO "years";

-- zmig:step rename table people to users
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"people","lock":"access_exclusive"}]}
ALTER TABLE "people" RENAME TO "users";
ALTER TABLE "users" RENAME CONSTRAINT "pk_people" TO "pk_users";

-- zmig:step add check ck_users_sane on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users has rows that fail the check ck_users_sane","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (years <> 'x')"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_sane" CHECK (years <> 'x');
