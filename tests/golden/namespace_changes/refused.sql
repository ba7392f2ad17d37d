INSERT INTO sales.orders (id, state, price, slug) VALUES (3, 'done', 5, 'b');
