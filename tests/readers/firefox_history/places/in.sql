PRAGMA page_size=512;
CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url LONGVARCHAR NOT NULL, title LONGVARCHAR, last_visit_date_local INTEGER);
CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, is_local INTEGER, from_visit INTEGER, place_id INTEGER, visit_date INTEGER, visit_type INTEGER);
INSERT INTO moz_places VALUES (1, 'https://evil.example/', 'Evil', 0), (2, 'https://never.example/', NULL, 0);
INSERT INTO moz_historyvisits VALUES (1, 1, NULL, 1, 1700000000123, 1), (2, 1, 1, 77, 1700000000123, 1);
