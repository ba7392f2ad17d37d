INSERT INTO users (id, years) VALUES (4, 'old');
