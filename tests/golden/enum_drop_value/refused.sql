INSERT INTO users (id, state, mood) VALUES (10, 'gone', 'ok');
