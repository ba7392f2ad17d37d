INSERT INTO users (id, name) VALUES (1, 'a'), (20, 'b');
INSERT INTO posts (id, owner) VALUES (1, 20), (2, NULL);
