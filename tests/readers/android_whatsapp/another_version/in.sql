PRAGMA page_size=512;
CREATE TABLE message (_id INTEGER PRIMARY KEY, words TEXT);
INSERT INTO message VALUES (1, 'https://evil.example');
