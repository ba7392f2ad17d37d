INSERT INTO users (id, mail, score) VALUES (3, 'nobody', 1), (4, repeat('x', 300) || '@', 1);
