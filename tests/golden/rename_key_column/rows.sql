INSERT INTO users (id) VALUES (1), (5);
INSERT INTO posts (id, owner) VALUES (1, 5);
