INSERT INTO users (id, tenant, slug, mail, place) VALUES (1, 1, 'a', 'x', 1), (2, 1, NULL, NULL, 2), (3, NULL, 'a', 'y', NULL), (4, NULL, NULL, 'z', NULL);
