INSERT INTO lines (order_no, line_no, number) VALUES (1, 1, 5), (1, 2, 9), (2, 1, 2);
