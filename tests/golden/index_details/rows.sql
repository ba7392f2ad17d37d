INSERT INTO users (id, name, place) VALUES (1, 'a', 3), (2, NULL, NULL), (3, 'B', 3);
