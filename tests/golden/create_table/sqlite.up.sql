-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop nothing -> v1.1.0

-- zmig:step create table users
CREATE TABLE "users" (
    "id" INTEGER CONSTRAINT "pk_users" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "email" VARCHAR NOT NULL,
    "note" TEXT
);
CREATE UNIQUE INDEX "uq_users_email" ON "users" ("email");
