INSERT INTO users (id, mail, phone) VALUES (3, NULL, '3'), (4, 'A@b', '4'), (5, '@b', '5');
