INSERT INTO posts VALUES (4, 'd', '{"a",NULL}'), (5, 'e', '{"b","",""}'), (6, '', '{}'), (7, NULL, NULL);
