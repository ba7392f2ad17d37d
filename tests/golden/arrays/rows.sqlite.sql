INSERT INTO things (id, a, b, c, d) VALUES (1, '[1,2,null]', '["3"," 04 "]', '["x","y"]', '[true,false]'), (2, '[]', '[]', '[]', NULL), (3, NULL, NULL, NULL, '[null]');
