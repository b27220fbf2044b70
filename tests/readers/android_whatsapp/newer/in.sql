PRAGMA page_size=512;
CREATE TABLE jid (_id INTEGER PRIMARY KEY, user TEXT, server TEXT, raw_string TEXT);
CREATE TABLE chat (_id INTEGER PRIMARY KEY, jid_row_id INTEGER, subject TEXT);
CREATE TABLE message (_id INTEGER PRIMARY KEY, chat_row_id INTEGER, from_me INTEGER, key_id TEXT, sender_jid_row_id INTEGER, timestamp INTEGER, text_data TEXT);
CREATE TABLE message_media (message_row_id INTEGER PRIMARY KEY, message_url TEXT, file_path TEXT, file_size INTEGER, mime_type TEXT, media_name TEXT, media_caption TEXT);
CREATE TABLE message_text (message_row_id INTEGER PRIMARY KEY, description TEXT, page_title TEXT, url TEXT);
INSERT INTO jid VALUES (1, '31612345678', 's.whatsapp.net', '31612345678@s.whatsapp.net'), (2, '120363', 'g.us', NULL), (3, '99887766', 'lid', '99887766@lid');
INSERT INTO chat VALUES (1, 1, NULL), (2, 2, 'Friends');
INSERT INTO message VALUES (1, 1, 0, 'A', 0, 1793347200123, 'see evil.example/x'), (2, 1, 1, 'B', NULL, 1793347201000, 'sent'),
  (3, 2, 0, 'C', 3, 1793347202000, 'in a group https://g.example'), (4, 77, 0, 'D', 88, NULL, NULL);
INSERT INTO message_media VALUES (1, 'https://mmg.whatsapp.net/d/f/abc.enc', 'Media/WhatsApp Images/a.jpg', 4096, 'image/jpeg', NULL, 'www.caption.example'),
  (55, 'https://media.example/f', '/sdcard/x.bin', NULL, NULL, 'x.bin', NULL);
INSERT INTO message_text VALUES (3, 'about', 'Title', 'https://preview.example/y');
