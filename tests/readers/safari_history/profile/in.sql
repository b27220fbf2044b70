PRAGMA page_size=512;
CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);
CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL);
INSERT INTO history_items VALUES (1, 'https://evil.example/');
INSERT INTO history_visits VALUES (1, 1, 0);
