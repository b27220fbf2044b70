PRAGMA page_size=512;
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT, handle_id INTEGER DEFAULT 0, service TEXT, date INTEGER, is_from_me INTEGER);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, chat_identifier TEXT, display_name TEXT, room_name TEXT);
-- One address of mail and one number in the spellings that Messages and senders give them.
INSERT INTO handle VALUES
  (1, 'sender@evil．example', 'nl', 'SMS'),
  (2, 'sender＠evil。example', 'nl', 'SMS'),
  (3, 'mailto:sender@evil.example?subject=x', 'nl', 'SMS'),
  (4, '''sender@evil.example''', 'nl', 'SMS'),
  (5, '“sender@evil.example”', 'nl', 'SMS'),
  (6, 's​ender@evil.example', 'nl', 'SMS'),
  (7, 'sender%40evil.example', 'nl', 'SMS'),
  (8, 'sender@evil.example/iPhone', 'nl', 'SMS'),
  (9, 'sender@evil.example;+316', 'nl', 'SMS'),
  (10, '‪+31612345678‬', 'nl', 'SMS'),
  (11, '"+31612345678"', 'nl', 'SMS'),
  (12, 'MyBank''s 100%', 'nl', 'SMS'),
  (13, '''', 'nl', 'SMS');
INSERT INTO message (ROWID, text, handle_id, service, date, is_from_me) VALUES
  (1, 'hi', 1, 'SMS', 721692800000000001, 0),
  (2, 'hi', 2, 'SMS', 721692800000000002, 0),
  (3, 'hi', 3, 'SMS', 721692800000000003, 0),
  (4, 'hi', 4, 'SMS', 721692800000000004, 0),
  (5, 'hi', 5, 'SMS', 721692800000000005, 0),
  (6, 'hi', 6, 'SMS', 721692800000000006, 0),
  (7, 'hi', 7, 'SMS', 721692800000000007, 0),
  (8, 'hi', 8, 'SMS', 721692800000000008, 0),
  (9, 'hi', 9, 'SMS', 721692800000000009, 0),
  (10, 'hi', 10, 'SMS', 721692800000000010, 0),
  (11, 'hi', 11, 'SMS', 721692800000000011, 0),
  (12, 'hi', 12, 'SMS', 721692800000000012, 0),
  (13, 'hi', 13, 'SMS', 721692800000000013, 0);
