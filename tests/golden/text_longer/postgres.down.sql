-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column users.note: text -> str
ALTER TABLE "users" ALTER COLUMN "note" TYPE VARCHAR;

-- zmig:step alter column users.name: str(30) -> str(3)
-- zmig:check {"reason":"users.name does not convert to str(3)","sql":"SELECT \"id\"::TEXT, \"name\"::TEXT FROM \"users\" t WHERE char_length(\"name\") > 3"}
ALTER TABLE "users" ALTER COLUMN "name" TYPE VARCHAR(3);
