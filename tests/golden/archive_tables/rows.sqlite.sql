INSERT INTO kept (id, label) VALUES (1, 'k');
INSERT INTO parents (id, mood, moods, best, kept_id, note) VALUES (1, 'ok', '["sad", "it''s fine"]', 3, 1, 'straße'), (3, 'it''s fine', NULL, 1, NULL, NULL), (9, 'sad', '[]', 9, 1, '');
INSERT INTO children (parent_id, n, amount) VALUES (1, 1, 2.25), (1, 2, NULL), (9, 1, 0);
