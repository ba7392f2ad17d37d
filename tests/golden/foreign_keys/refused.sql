INSERT INTO posts (id, owner) VALUES (3, 99), (4, 98);
