-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step change comment of table users

-- zmig:step alter column users.age: comment changes; alter column users.name: comment changes
