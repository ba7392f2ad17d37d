INSERT INTO users (id, live) VALUES (1, 'true'), (2, 'f'), (3, ' YES '), (4, '0'), (5, NULL), (6, 'off'), (7, 'T');
