INSERT INTO orders (id, state, price) VALUES (1, 'open', 5);
INSERT INTO sales.lines VALUES (1, 1, 'a'), (2, NULL, NULL);
INSERT INTO stock.goods VALUES (1);
