INSERT INTO notes (name, grade) VALUES ('a', 2);
