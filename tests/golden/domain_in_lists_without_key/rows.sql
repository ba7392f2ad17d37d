INSERT INTO posts VALUES ('a', '{"a","b c"}'), ('b', '{}'), ('c', NULL);
