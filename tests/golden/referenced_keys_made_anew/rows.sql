INSERT INTO words (id, word, number, size) VALUES (1, 'hey', 7, 3);
INSERT INTO shouts (id, loud, number) VALUES (1, 'hey!', 7);
