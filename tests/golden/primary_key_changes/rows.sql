INSERT INTO members (tenant, id, name) VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 3, 'a');
