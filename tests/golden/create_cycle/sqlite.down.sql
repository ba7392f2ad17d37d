-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> nothing

-- zmig:step drop foreign key fk_chickens_egg on chickens
PRAGMA defer_foreign_keys = ON;

-- zmig:step drop table eggs
DROP TABLE "eggs";

-- zmig:step drop table chickens
DROP TABLE "chickens";
