PRAGMA page_size=512;
CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, title TEXT, url TEXT, last_modified REAL);
CREATE TABLE folder_ancestors (id INTEGER PRIMARY KEY, folder_id INTEGER, ancestor_id INTEGER);
INSERT INTO bookmarks VALUES (1, 'Folder', NULL, NULL), (2, 'Kept', 'https://kept.example/', 721692800.5);
