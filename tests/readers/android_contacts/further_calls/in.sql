PRAGMA page_size=512;
CREATE TABLE calls (_id INTEGER PRIMARY KEY, number TEXT, normalized_number TEXT, date INTEGER, duration INTEGER, type INTEGER, name TEXT, subject TEXT, transcription TEXT);
INSERT INTO calls VALUES (1, '0612345678', '+31612345678', 1793347200000, 12, 1, NULL, 'look https://subject.example', NULL), (2, '0612345678', '+31612345678', 1793347300000, 0, 4, NULL, NULL, 'go to spoken.example now');
