PRAGMA page_size=512;
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, handle_id INTEGER, date INTEGER, is_from_me INTEGER);
INSERT INTO handle VALUES (1, 'tel:+31612345678');
INSERT INTO message VALUES (1, 'evil.example', 1, 400000000, 1), (2, 'of no time', 1, 0, 0), (3, 'beyond all time', 7, 'never', 0);
