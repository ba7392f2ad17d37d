INSERT INTO users (id, name) VALUES (1, 'Ada'), (2, 'Bob'), (7, 'it''s');
INSERT INTO chickens (id) VALUES (1), (2);
INSERT INTO eggs (id, chicken) VALUES (1, 1), (2, 2);
UPDATE chickens SET egg = 3 - id;
