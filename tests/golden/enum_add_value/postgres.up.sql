-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zmig:own-transaction
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter enum mood: add angry, so so
ALTER TYPE "mood" ADD VALUE 'angry' BEFORE 'sad';
ALTER TYPE "mood" ADD VALUE 'so so' AFTER 'sad';

-- zmig:step alter enum users_state: add gone
ALTER TYPE "users_state" ADD VALUE 'gone' AFTER 'live';
