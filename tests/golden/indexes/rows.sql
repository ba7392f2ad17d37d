INSERT INTO users (id, a, b, c) VALUES (1, 5, 'x', 1), (2, 6, 'y', 2), (3, NULL, NULL, NULL), (4, NULL, NULL, NULL);
