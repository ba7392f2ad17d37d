INSERT INTO users (id, tenant, slug, mail, place) VALUES (5, 1, NULL, 'w', 5), (6, 2, 'q', NULL, 6);
