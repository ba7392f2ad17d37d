INSERT INTO users (id, mail, boss, state) VALUES (1, 'a@b', NULL, 'a'), (2, 'c@d', 1, 'b');
