INSERT INTO articles (id, title, body, specs) VALUES (1, 'One', NULL, '{"a": 1}');
INSERT INTO articles (id, title, body, specs) VALUES (2, 'Two words', 'and more', NULL);
