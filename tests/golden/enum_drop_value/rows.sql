INSERT INTO users (id, state, mood) VALUES (1, 'live', 'sad'), (2, 'draft', NULL), (3, 'draft', 'glad');
INSERT INTO posts (id, mood) VALUES (1, 'glad');
