CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, title TEXT, url TEXT);
CREATE TABLE folder_ancestors (id INTEGER PRIMARY KEY, folder_id INTEGER, ancestor_id INTEGER);
INSERT INTO bookmarks VALUES (1, 'Canary', 'https://canary.waarborg.invalid/');
