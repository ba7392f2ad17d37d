INSERT INTO users VALUES (1, 'Ada', 0, 0.1, 0.5, '999.99', '1900-01-01', '2029-12-31T23:59:59.999+00:00', 'it''s', 1);
INSERT INTO users VALUES (2, 'Größe', 150, -1, 100, '-9.50', '2025-12-20', '2030-01-01T00:00:00+00:00', 'guest', 2);
INSERT INTO users (id, name) VALUES (3, '  Bo ');
