PRAGMA page_size=512;
CREATE TABLE favicons (id INTEGER PRIMARY KEY, url LONGVARCHAR NOT NULL, icon_type INTEGER DEFAULT 1);
CREATE TABLE favicon_bitmaps (id INTEGER PRIMARY KEY, icon_id INTEGER NOT NULL, last_updated INTEGER DEFAULT 0, last_requested INTEGER DEFAULT 0);
CREATE TABLE icon_mapping (id INTEGER PRIMARY KEY, page_url LONGVARCHAR NOT NULL, icon_id INTEGER);
INSERT INTO favicons VALUES (1, 'https://cdn.example/a.ico', 1), (2, 'https://cdn.example/b.ico', 1);
INSERT INTO favicon_bitmaps VALUES (1, 1, 13344473600000000, 0), (2, 1, 13344473700000000, 0), (3, 2, 0, 13344473800000000);
INSERT INTO icon_mapping VALUES (1, 'https://evil.example/x', 1), (2, 'https://other.example/', 2), (3, 'https://lost.example/', 9);
