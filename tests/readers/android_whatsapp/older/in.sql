PRAGMA page_size=512;
CREATE TABLE messages (_id INTEGER PRIMARY KEY, key_remote_jid TEXT NOT NULL, key_from_me INTEGER, key_id TEXT, data TEXT, timestamp INTEGER,
  media_url TEXT, media_mime_type TEXT, media_size INTEGER, media_name TEXT, remote_resource TEXT, media_caption TEXT);
CREATE TABLE chat_list (_id INTEGER PRIMARY KEY, key_remote_jid TEXT, subject TEXT);
INSERT INTO chat_list VALUES (1, '31612345678@s.whatsapp.net', NULL);
INSERT INTO messages VALUES (1, '-1', 0, '-1', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL),
  (2, '31612345678@s.whatsapp.net', 0, 'A', 'go to evil.example/y', 1493347200000, NULL, NULL, NULL, NULL, NULL, NULL),
  (3, '31687654321-1400000000@g.us', 0, 'B', NULL, 1493347201000, 'https://mmg.whatsapp.net/x', 'image/jpeg', 12, 'a.jpg', '31699999999@s.whatsapp.net', 'caption https://c.example');
