INSERT INTO old_items (kind, number, price, label) VALUES ('a', 1, 1.25, 'x'), ('a', 2, 2, NULL), ('b', 1, 3.5, 'é');
INSERT INTO keyless (a, b) VALUES ('a', 'b');
