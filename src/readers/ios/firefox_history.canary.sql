CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url LONGVARCHAR NOT NULL, title LONGVARCHAR);
CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, place_id INTEGER, visit_date INTEGER);
INSERT INTO moz_places VALUES (1, 'https://canary.waarborg.invalid/', 'Canary');
INSERT INTO moz_historyvisits VALUES (1, 1, 1700000000000);
