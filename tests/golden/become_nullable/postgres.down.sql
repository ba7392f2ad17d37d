-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column users.name: becomes required, default changes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row without a value is refused"],"down":"exact","touches":[{"table":"users","lock":"access_exclusive","work":"scan"}]}
-- zmig:check {"reason":"users.name is required and holds NULL","sql":"SELECT \"id\"::TEXT, 'NULL' FROM \"users\" t WHERE \"name\" IS NULL"}
ALTER TABLE "users" ALTER COLUMN "name" SET DEFAULT 'x';
ALTER TABLE "users" ALTER COLUMN "name" SET NOT NULL;
