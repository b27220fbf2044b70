CREATE TABLE favicons (id INTEGER PRIMARY KEY, url LONGVARCHAR NOT NULL);
CREATE TABLE favicon_bitmaps (id INTEGER PRIMARY KEY, icon_id INTEGER NOT NULL, last_updated INTEGER, last_requested INTEGER);
CREATE TABLE icon_mapping (id INTEGER PRIMARY KEY, page_url LONGVARCHAR NOT NULL, icon_id INTEGER);
INSERT INTO icon_mapping VALUES (1, 'https://canary.waarborg.invalid/', 1);
