INSERT INTO users (id, name, age) VALUES (1, 'Ada', NULL), (2, 'Bob', 5);
