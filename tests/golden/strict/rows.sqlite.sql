INSERT INTO goods (id, name, price, dear, sold, day, size, photo, specs) VALUES
 (1, 'nail', 1.5, '12.0000000001', 1, '1969-07-20', 0.5, x'00ff', '{"a":1}'), (2, 'it''s', 3, NULL, 0, NULL, 7, NULL, NULL);
INSERT INTO was_strict VALUES (1, '2024-02-29T10:00:00+00:00');
