INSERT INTO "select" (id, "order by", größe, "Group") VALUES (1, 7, 'ä', 'a''b'), (2, NULL, NULL, NULL);
