INSERT INTO docs (id, body, day, mail) VALUES (1, '{"a": [1, 2]}', '1969-07-20', 'a@b'), (2, '{}', NULL, NULL);
