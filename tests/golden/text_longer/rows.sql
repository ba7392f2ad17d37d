INSERT INTO users (id, name, note) VALUES (1, 'abc', 'x'), (2, 'def', NULL);
