INSERT INTO things (id, key, body, state) VALUES (1, '67E55044-10b1-426f-9247-bb680e5fe0c8', '{"a": [1, 2.50]}', 'draft'),
  (2, '67e5504410b1426f9247bb680e5fe0c8', ' true ', 'live'), (3, '{67e55044-10b1-426f-9247-bb680e5fe0c8}', '"x"', NULL), (4, NULL, '[]', NULL);
