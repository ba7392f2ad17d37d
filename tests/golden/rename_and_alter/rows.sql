INSERT INTO users (id, years) VALUES (1, '36'), (2, NULL), (3, ' 036 ');
