-- zmig:file 1 down sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> v1.0.0

-- zmig:step alter column words.word: collation goes
