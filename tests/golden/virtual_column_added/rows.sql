INSERT INTO goods (id, name) VALUES (1, 'nail'), (2, 'it''s');
