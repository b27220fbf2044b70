CREATE TABLE jid (_id INTEGER PRIMARY KEY, raw_string TEXT);
CREATE TABLE message (_id INTEGER PRIMARY KEY, chat_row_id INTEGER, from_me INTEGER, timestamp INTEGER, text_data TEXT);
INSERT INTO message VALUES (1, 1, 0, 1793347200000, 'https://canary.waarborg.invalid/');
