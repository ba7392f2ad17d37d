INSERT INTO users (id, name, boss, code) VALUES (1, 'Ada', NULL, 'a'), (2, 'Bob', 1, 'b');
