INSERT INTO users (id, a, b, c) VALUES (10, 1, 'x', 10), (11, 1, 'x', 11);
