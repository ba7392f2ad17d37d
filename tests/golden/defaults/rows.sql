INSERT INTO users (id, a, b) VALUES (1, 1, 'y'), (2, NULL, NULL);
