INSERT INTO users (id, name) VALUES (3, 'Ada'), (9, 'Bob');
