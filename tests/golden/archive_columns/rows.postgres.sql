INSERT INTO things (id, name, a_bool, a_int, a_float, a_decimal, a_str, a_bytes, a_date, a_time, a_datetime, a_uuid, a_json, a_enum, a_list, up) VALUES
(1, 'all', true, -9223372036854775807, 0.1, '12345678901234567890.1234567890', 'ünïcode ☃', '\x00ff', '1815-12-10', '09:30:00.5', '2025-12-20T09:30:00.25Z', '67e55044-10b1-426f-9247-bb680e5fe0c8', '{"a": [1, null]}', 'draft', ARRAY['a', 'b''c', ''], NULL),
(2, 'none', NULL, NULL, NULL, '0', '', NULL, '2025-12-20', NULL, NULL, NULL, NULL, NULL, NULL, 1),
(7, 'quoted', false, 0, -0.5, '-1.5', 'it''s "\N"', '', '9999-12-31', '00:00:00', '1970-01-01T00:00:00Z', '00000000-0000-0000-0000-000000000000', 'null', 'live', ARRAY[]::text[], 7);
