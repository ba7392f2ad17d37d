INSERT INTO users (id, name, blob) VALUES (1, 'ada', X'0102'), (2, 'bob', NULL);
