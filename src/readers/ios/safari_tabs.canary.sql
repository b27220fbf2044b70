CREATE TABLE tabs (id INTEGER PRIMARY KEY, uuid TEXT, title TEXT, url TEXT, user_visible_url TEXT, last_viewed_time REAL);
CREATE TABLE tab_sessions (id INTEGER PRIMARY KEY, tab_uuid TEXT, session_data BLOB);
INSERT INTO tabs VALUES (1, 'A', 'Canary', 'https://canary.waarborg.invalid/', '', 721692800.5);
