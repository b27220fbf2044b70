CREATE TABLE urls (id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, last_visit_time INTEGER);
CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, from_visit INTEGER, transition INTEGER);
CREATE TABLE visit_source (id INTEGER PRIMARY KEY, source INTEGER NOT NULL);
INSERT INTO urls VALUES (1, 'https://canary.waarborg.invalid/', 'Canary', 13344473600000000);
INSERT INTO visits VALUES (1, 1, 13344473600000000, 0, 0);
