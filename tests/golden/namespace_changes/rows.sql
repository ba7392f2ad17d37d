INSERT INTO sales.orders (id, state, price, slug) VALUES (1, 'open', 5, 'a'), (2, 'open', NULL, NULL);
