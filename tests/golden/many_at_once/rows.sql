INSERT INTO users (id, a, b, c, d) VALUES (1, 'x', 7, 2.25, TRUE), (5, 'y', -7, NULL, FALSE);
