INSERT INTO users (id, name, nick, age, born) VALUES (1, 'Ada', 'a', 36, '1815-12-10'), (2, 'Bob', NULL, 5, '2000-01-01');
