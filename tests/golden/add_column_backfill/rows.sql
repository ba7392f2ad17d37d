INSERT INTO users (id, name) VALUES (1, 'Ada'), (2, 'Bob'), (7, 'it''s');
