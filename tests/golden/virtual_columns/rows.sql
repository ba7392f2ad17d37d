INSERT INTO goods (id, price, stock) VALUES (1, 10, 3), (2, 7, NULL), (3, -4, 0);
