INSERT INTO orders (id, price) VALUES (1, 5);
INSERT INTO sales.orders (id, price) VALUES (1, 7);
