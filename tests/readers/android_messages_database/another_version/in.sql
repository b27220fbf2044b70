PRAGMA page_size=512;
CREATE TABLE sms (_id INTEGER PRIMARY KEY, words TEXT);
INSERT INTO sms VALUES (1, 'https://evil.example');
