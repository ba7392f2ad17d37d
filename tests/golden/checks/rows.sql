INSERT INTO users (id, age, name) VALUES (1, 10, 'a'), (2, NULL, NULL);
