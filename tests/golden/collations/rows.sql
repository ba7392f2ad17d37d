INSERT INTO users (id, name, code) VALUES (1, 'a', 'b'), (2, 'B', NULL), (3, 'ä', 'Z');
