CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, service TEXT);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER, service TEXT, date INTEGER, is_from_me INTEGER);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, chat_identifier TEXT, display_name TEXT);
INSERT INTO handle VALUES (1, 'canary@waarborg.invalid', 'iMessage');
INSERT INTO message VALUES (1, 'A', 'https://canary.waarborg.invalid/', 1, 'iMessage', 721692800000000000, 0);
