INSERT INTO words (word, count) VALUES ('a', 1), ('ä', 2);
INSERT INTO pairs VALUES (1, 2), (2, 1);
