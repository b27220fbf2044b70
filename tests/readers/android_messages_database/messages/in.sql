PRAGMA page_size=512;
CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, date_sent INTEGER, type INTEGER, subject TEXT, body TEXT);
CREATE TABLE pdu (_id INTEGER PRIMARY KEY, thread_id INTEGER, date INTEGER, msg_box INTEGER, sub TEXT, m_type INTEGER);
CREATE TABLE addr (_id INTEGER PRIMARY KEY, msg_id INTEGER, address TEXT, type INTEGER);
CREATE TABLE part (_id INTEGER PRIMARY KEY, mid INTEGER, seq INTEGER, ct TEXT, name TEXT, fn TEXT, cl TEXT, _data TEXT, text TEXT);
INSERT INTO sms VALUES (1, 1, '+31612345678', 1793347200123, 0, 1, NULL, 'parcel: https://evil.example/p'),
  (2, 1, '+31612345678', 1793347201000, 0, 2, NULL, 'ok'), (3, 2, 'PostNL', 1793347202000, 0, 1, 'about www.post.example', NULL), (4, 3, NULL, NULL, NULL, 5, NULL, NULL);
INSERT INTO pdu VALUES (1, 1, 1793347203, 1, 'photo', 132), (2, 1, 1793347204, 2, NULL, 128);
INSERT INTO addr VALUES (1, 1, '+31687654321', 137), (2, 1, 'insert-address-token', 151), (3, 2, 'insert-address-token', 137), (4, 2, 'a@b.example', 151), (5, 2, 'second@b.example', 151), (6, 1, '+31600000009', 130);
INSERT INTO part VALUES (1, 1, 0, 'text/plain', NULL, NULL, 't.txt', NULL, 'look c2.example/x'),
  (2, 1, 1, 'image/jpeg', NULL, 'a.jpg', 'a.jpg', '/data/user_de/0/com.android.providers.telephony/app_parts/PART_1', NULL), (3, 99, 0, 'text/plain', NULL, NULL, NULL, NULL, 'https://lost.example');
