INSERT INTO users (id) VALUES (1), (20);
INSERT INTO posts (id, owner) VALUES (1, 20);
