INSERT INTO users (id, a, plain) VALUES (1, 10, 1), (2, 20, 2);
