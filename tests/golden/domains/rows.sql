INSERT INTO users (id, mail, score) VALUES (1, 'a@b', 5), (2, 'it''s@home', NULL);
