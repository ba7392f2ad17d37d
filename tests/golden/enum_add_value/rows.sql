INSERT INTO users (id, state, mood) VALUES (1, 'live', 'sad'), (2, 'draft', NULL);
