INSERT INTO users (id, name) VALUES (3, NULL), (4, NULL);
