INSERT INTO users VALUES (1, 'a@b', NULL, '1'), (2, 'c@d', 'e@f', NULL);
