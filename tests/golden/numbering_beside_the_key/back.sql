INSERT INTO lines (order_no, line_no, was) VALUES (3, 1, 50);
