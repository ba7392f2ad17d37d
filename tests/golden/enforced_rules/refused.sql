INSERT INTO users (id, name, worth) VALUES (4, 'x', '9');
INSERT INTO users (id, name) VALUES (5, '    ');
INSERT INTO users (id, name, worth) VALUES (6, 'Cem', '1000.01');
INSERT INTO users (id, name, born) VALUES (7, 'Cem', '1899-12-31');
INSERT INTO users (id, name, seen) VALUES (8, 'Cem', '2030-01-01T00:00:00.001+00:00');
INSERT INTO users (id, name, role) VALUES (9, 'Cem', '');
