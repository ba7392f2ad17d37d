INSERT INTO users VALUES ('x', 1);
