INSERT INTO users (id, age, name) VALUES (3, 3, 'b'), (4, 300, NULL);
