INSERT INTO things (id, a, b, c, d) VALUES (1, '{1,2,NULL}', '{"3"," 04 "}', '{x,y}', '{t,f}'), (2, '{}', '{}', '{}', NULL), (3, NULL, NULL, NULL, '{NULL}');
