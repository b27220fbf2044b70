PRAGMA page_size=512;
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, identifier TEXT);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY, body TEXT, is_from_me INTEGER);
CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, filename TEXT);
INSERT INTO message VALUES (1, 'https://evil.example', 0);
INSERT INTO attachment VALUES (1, '/var/tmp/a');
