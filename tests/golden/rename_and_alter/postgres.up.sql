-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop check ck_users_sane on users
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" DROP CONSTRAINT "ck_users_sane";

-- zmig:step rename table users to people
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" RENAME TO "people";
ALTER TABLE "people" RENAME CONSTRAINT "pk_users" TO "pk_people";

-- zmig:step rename column people.years to age
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use the old name"],"down":"exact","touches":[{"table":"people","lock":"access_exclusive"}]}
ALTER TABLE "people" RENAME COLUMN "years" TO "age";

-- zmig:step alter column people.age: str -> int
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what int does not hold of the values of people.age"],"down":"structure_only","touches":[{"table":"people","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"people.age does not convert to int","sql":"SELECT \"id\"::TEXT, \"age\"::TEXT FROM \"people\" t WHERE CASE WHEN \"age\" IS NULL THEN FALSE WHEN \"age\" ~ '^[[:space:]]*[+-]?[0-9]{1,100}[[:space:]]*$' THEN \"age\"::NUMERIC NOT BETWEEN -9223372036854775808 AND 9223372036854775807 ELSE TRUE END"}
ALTER TABLE "people" ALTER COLUMN "age" TYPE BIGINT USING "age"::BIGINT;

-- zmig:step add check ck_people_sane on people
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"people","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"people has rows that fail the check ck_people_sane","sql":"SELECT \"id\"::TEXT, '' FROM \"people\" t WHERE NOT (age < 200)"}
ALTER TABLE "people" ADD CONSTRAINT "ck_people_sane" CHECK (age < 200);
