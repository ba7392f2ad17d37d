INSERT INTO goods (id, name, price, sold, day) VALUES (3, x'00', 1, 0, NULL), (4, 'b', 'dear', 0, NULL), (5, 'c', 1, 'yes', NULL);
