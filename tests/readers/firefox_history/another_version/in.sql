PRAGMA page_size=512;
CREATE TABLE moz_places (id INTEGER PRIMARY KEY, address TEXT);
CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, place INTEGER);
INSERT INTO moz_places VALUES (1, 'https://evil.example/');
