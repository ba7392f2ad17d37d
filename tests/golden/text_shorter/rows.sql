INSERT INTO users (id, name, code, n) VALUES (1, 'äöü', NULL, 12), (2, 'abc', 'abcd', -1), (3, '', '', NULL);
