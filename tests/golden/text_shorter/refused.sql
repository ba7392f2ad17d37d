INSERT INTO users (id, name, code, n) VALUES (10, 'abcd', 'abcde', 123), (11, 'äöüß', 'x', -12);
