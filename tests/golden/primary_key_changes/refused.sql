INSERT INTO members (tenant, id, name) VALUES (1, 9, 'a'), (3, 10, NULL);
