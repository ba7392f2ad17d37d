INSERT INTO users (id, name, nick, note) VALUES (4, 'A', 'x', ''), (5, 'y', 'z', ''), (6, 'z', NULL, '');
