INSERT INTO users (id, a, b) VALUES (1, 'y', 'q'), (2, 'x', 'p');
