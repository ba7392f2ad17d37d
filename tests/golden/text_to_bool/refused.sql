INSERT INTO users (id, live) VALUES (10, 'maybe'), (11, ''), (12, '2'), (13, 'o');
