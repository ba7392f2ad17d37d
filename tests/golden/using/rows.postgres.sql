INSERT INTO users (id, name, blob) VALUES (1, 'ada', '\x0102'), (2, 'bob', NULL);
