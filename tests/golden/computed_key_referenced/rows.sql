INSERT INTO words (id, word) VALUES (1, 'hey');
INSERT INTO shouts (id, loud) VALUES (1, 'hey!');
