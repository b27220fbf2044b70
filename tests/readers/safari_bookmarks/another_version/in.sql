PRAGMA page_size=512;
CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, title TEXT, address TEXT);
INSERT INTO bookmarks VALUES (1, 'Kept', 'https://kept.example/');
