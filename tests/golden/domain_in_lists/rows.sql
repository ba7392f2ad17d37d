INSERT INTO posts VALUES (1, 'a', '{"a","b c"}'), (2, 'b', '{}'), (3, 'c', NULL);
