-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop nothing -> v1.1.0

-- zmig:step create enum mood (sad, ok, it's fine)

-- zmig:step create enum things_a_enum (draft, live)

-- zmig:step create table things
CREATE TABLE "things" (
    "id" INTEGER CONSTRAINT "pk_things" PRIMARY KEY AUTOINCREMENT NOT NULL,
    "a_bool" BOOLEAN DEFAULT 1,
    "a_int16" SMALLINT DEFAULT -32768,
    "a_int32" INT DEFAULT 7,
    "a_int" INTEGER DEFAULT -9223372036854775808,
    "a_float32" FLOAT DEFAULT 1.5,
    "a_float" DOUBLE DEFAULT -2.5e-3,
    "a_decimal" DECIMAL(10,2) DEFAULT 12.50,
    "a_big" DECIMAL_TEXT(30,10) DEFAULT '12345678901234567890.1234567890',
    "a_str" VARCHAR(20) DEFAULT 'it''s',
    "a_text" TEXT DEFAULT 'back\slash',
    "a_bytes" BLOB DEFAULT X'deadbeef',
    "a_date" DATE DEFAULT '2025-12-20',
    "a_time" TIME DEFAULT '09:30:00.5',
    "a_datetime" DATETIME DEFAULT '2025-12-20T09:30:00.250+00:00',
    "a_uuid" UUID_TEXT DEFAULT '67e55044-10b1-426f-9247-bb680e5fe0c8',
    "a_json" JSON_TEXT DEFAULT '{"a":[1,true,null]}',
    "a_enum" TEXT DEFAULT 'live' CONSTRAINT "ck_things_a_enum_enum" CHECK ("a_enum" IN ('draft', 'live')),
    "a_mood" TEXT CONSTRAINT "ck_things_a_mood_enum" CHECK ("a_mood" IN ('sad', 'ok', 'it''s fine')),
    "a_list" JSON_TEXT DEFAULT '["a","b''c"]',
    "a_numbers" JSON_TEXT DEFAULT '[1,2]',
    "stamped" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00') NOT NULL
);
