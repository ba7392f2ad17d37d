INSERT INTO events VALUES (1, 'infinity', '-infinity'), (2, '-infinity', 'infinity'), (3, '2024-02-29 10:00:00Z', '2024-02-29'), (4, NULL, NULL);
