INSERT INTO things (id, key, body, state) VALUES (10, '67e5', 'x', 'gone'), (11, '67e55044-10b1-426f-9247-bb680e5fe0cg', '', '');
