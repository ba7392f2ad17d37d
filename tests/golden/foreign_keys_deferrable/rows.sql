INSERT INTO places (id) VALUES (1);
INSERT INTO nodes (id, next, home) VALUES (1, NULL, 1), (2, 1, NULL);
