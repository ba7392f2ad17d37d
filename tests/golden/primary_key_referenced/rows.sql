INSERT INTO members (id, code) VALUES (1, 'a'), (2, 'b');
INSERT INTO posts (id, member) VALUES (1, 2), (2, NULL);
