PRAGMA page_size=512;
CREATE TABLE icon_mapping (id INTEGER PRIMARY KEY, page_url LONGVARCHAR NOT NULL, icon_id INTEGER);
INSERT INTO icon_mapping VALUES (1, 'https://evil.example/x', 1);
