INSERT INTO users (id, name, nick, note) VALUES (1, 'a', 'b', 'c'), (2, 'B', 'c', NULL), (3, 'ä', NULL, NULL);
