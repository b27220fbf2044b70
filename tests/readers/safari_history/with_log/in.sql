PRAGMA page_size=512;
CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);
CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL);
INSERT INTO history_items VALUES (1, 'https://plain.example/');
INSERT INTO history_visits VALUES (1, 1, 721692800);
PRAGMA journal_mode=WAL;
PRAGMA wal_autocheckpoint=0;
INSERT INTO history_items VALUES (2, 'https://only-in-the-log.example/');
INSERT INTO history_visits VALUES (2, 2, 721692801);
