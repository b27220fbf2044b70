PRAGMA page_size=512;
CREATE TABLE mimetypes (_id INTEGER PRIMARY KEY, mimetype TEXT);
CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY, display_name TEXT);
CREATE TABLE data (_id INTEGER PRIMARY KEY, mimetype_id INTEGER, raw_contact_id INTEGER, data1 TEXT);
INSERT INTO mimetypes VALUES (1, 'vnd.android.cursor.item/phone_v2'), (2, 'vnd.android.cursor.item/email_v2'), (3, 'vnd.android.cursor.item/website'), (4, 'vnd.android.cursor.item/note'), (5, 'vnd.com.example/own');
INSERT INTO raw_contacts VALUES (1, 'Some Body');
INSERT INTO data VALUES (1, 1, 1, '+31 6 12345678'), (2, 2, 1, 'some@body.example'), (3, 3, 9, 'https://body.example/'), (4, 4, 1, 'met at note.example/x'), (5, 5, 1, 'x'), (6, 2, 1, NULL), (7, 77, 1, 'y');
