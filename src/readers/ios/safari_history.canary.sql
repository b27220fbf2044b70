CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);
CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL, title TEXT);
INSERT INTO history_items VALUES (1, 'https://canary.waarborg.invalid/');
INSERT INTO history_visits VALUES (1, 1, 721692800.5, 'Canary');
