PRAGMA page_size=512;
CREATE TABLE addresses (ROWID INTEGER PRIMARY KEY, address TEXT, comment TEXT);
INSERT INTO addresses VALUES (1, 'sender@evil.example', 'Some Body'), (2, 'someone@mail.example', '');
