PRAGMA page_size=512;
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, text TEXT, handle_id INTEGER DEFAULT 0,
  service TEXT, date INTEGER, date_read INTEGER, is_from_me INTEGER, attributedBody BLOB, balloon_bundle_id TEXT,
  payload_data BLOB, message_summary_info BLOB, date_retracted INTEGER, date_edited INTEGER);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, style INTEGER, chat_identifier TEXT, display_name TEXT, room_name TEXT);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id));
CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER, delete_date INTEGER);
CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, created_date INTEGER, filename TEXT,
  mime_type TEXT, is_outgoing INTEGER, transfer_name TEXT, total_bytes INTEGER);
CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);
INSERT INTO handle VALUES (1, 'urn:biz:1234', 'nl', 'iMessage');
INSERT INTO message (ROWID, text, handle_id, service, date, is_from_me) VALUES
  (1, X'68747470733a2f2f612e6578616d706c652fff', 1, 7, 721692800000000000, 0),
  (2, 'x', 99, 'SMS', -9223372036854775808, 0), (3, 'x', 'one', 'SMS', 1e300, 'yes');
-- What cannot be read is said, and the rest is read.
INSERT INTO message (ROWID, text, handle_id, service, date, is_from_me, attributedBody) VALUES
  (4, NULL, 1, 'iMessage', 721692800000000000, 0, X'040b73747265616d747970656481e803840140848499'),
  (5, NULL, 1, 'iMessage', 721692800000000000, 0, X'62706c6973743030');
INSERT INTO message (ROWID, text, handle_id, service, date, is_from_me, balloon_bundle_id, payload_data, message_summary_info) VALUES
  (6, 'https://c.example', 1, 'iMessage', 721692800000000000, 0, 'com.apple.messages.URLBalloonProvider', X'00', X'62706c6973743030ff'),
  (7, 'a drawing', 1, 'iMessage', 721692800000000000, 0, 'com.apple.DigitalTouchBalloonProvider', X'0a0268747470733a2f2f642e6578616d706c652f7a00', NULL);
INSERT INTO chat_message_join (chat_id, message_id) VALUES (77, 2);
