-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step drop check ck_people_sane on people
ALTER TABLE "people" DROP CONSTRAINT "ck_people_sane";

-- zmig:step alter column people.age: int -> str
ALTER TABLE "people" ALTER COLUMN "age" TYPE VARCHAR USING "age"::TEXT;

-- zmig:step rename column people.age to years
ALTER TABLE "people" RENAME COLUMN "age" TO "years";

-- zmig:step rename table people to users
ALTER TABLE "people" RENAME TO "users";
ALTER TABLE "users" RENAME CONSTRAINT "pk_people" TO "pk_users";

-- zmig:step add check ck_users_sane on users
-- zmig:check {"reason":"users has rows that fail the check ck_users_sane","sql":"SELECT \"id\"::TEXT, '' FROM \"users\" t WHERE NOT (years <> 'x')"}
ALTER TABLE "users" ADD CONSTRAINT "ck_users_sane" CHECK (years <> 'x');
