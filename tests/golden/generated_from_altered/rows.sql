INSERT INTO users (id, a) VALUES (1, 10), (2, 20);
