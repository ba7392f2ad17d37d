INSERT INTO users (id) VALUES (1), (2);
INSERT INTO posts (id, owner) VALUES (10, 1), (11, 2), (12, NULL);
