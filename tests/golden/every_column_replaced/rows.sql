INSERT INTO notes VALUES ('a'), (NULL);
