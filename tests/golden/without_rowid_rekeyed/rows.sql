INSERT INTO users VALUES ('a', 1, 'x', 'y'), ('b', 2, NULL, NULL);
