INSERT INTO things VALUES ('1', '2'), ('30', NULL);
INSERT INTO uses VALUES (1, '30', '{7,8}'), (2, NULL, NULL);
