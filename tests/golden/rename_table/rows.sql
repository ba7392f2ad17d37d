INSERT INTO users (id, email, state, boss) VALUES (1, 'a@b', 'a', NULL), (2, 'c@d', 'b', 1);
INSERT INTO posts (id, owner) VALUES (1, 2);
