PRAGMA page_size=512;
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT, handle_id INTEGER DEFAULT 0, service TEXT, date INTEGER, is_from_me INTEGER);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, chat_identifier TEXT, display_name TEXT, room_name TEXT);
-- One address of mail and one number in the spellings that Messages and senders give them.
INSERT INTO handle VALUES (1, 'sender@evil.example(smsft)', 'nl', 'SMS'), (2, 'Evil <Sender@evil.example>', 'nl', 'iMessage'),
  (3, 'urn:biz:sender@evil.example', 'nl', 'iMessage'), (4, 'sender@evil.example.', 'nl', 'iMessage'), (5, '+31612345678(smsft_fi)', 'nl', 'SMS'),
  (6, 'Bank (work)', 'nl', 'SMS');
-- Addresses in texts, as people who do not want them to be found write them.
INSERT INTO message (ROWID, text, handle_id, service, date, is_from_me) VALUES
  (1, 'write to mailto:sender@evil.example or Evil <b@evil.example>', 5, 'SMS', 721692800000000000, 0),
  (2, 'https://ok.example,https://evil.example/x', 5, 'SMS', 721692800000000000, 0),
  (3, 'https://ok.example/?u=https%253A%252F%252Fevil.example', 5, 'SMS', 721692800000000000, 0),
  (4, 'https://evil。example/x https://evil.ex' || char(0x200B) || 'ample/y', 5, 'SMS', 721692800000000000, 0);
