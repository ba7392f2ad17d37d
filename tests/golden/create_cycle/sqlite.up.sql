-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop nothing -> v1.1.0

-- zmig:step create table chickens
CREATE TABLE "chickens" (
    "id" INTEGER CONSTRAINT "pk_chickens" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "egg" INTEGER,
    CONSTRAINT "fk_chickens_egg" FOREIGN KEY ("egg") REFERENCES "eggs" ("id")
);

-- zmig:step create table eggs
CREATE TABLE "eggs" (
    "id" INTEGER CONSTRAINT "pk_eggs" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "chicken" INTEGER,
    CONSTRAINT "fk_eggs_chicken" FOREIGN KEY ("chicken") REFERENCES "chickens" ("id")
);

-- zmig:step add foreign key fk_chickens_egg on chickens (egg) -> eggs (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact"}
