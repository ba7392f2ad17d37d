INSERT INTO users (id, b) VALUES (3, 'z');
