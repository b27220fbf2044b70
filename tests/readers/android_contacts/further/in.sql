PRAGMA page_size=512;
CREATE TABLE mimetypes (_id INTEGER PRIMARY KEY, mimetype TEXT);
CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY, display_name TEXT);
CREATE TABLE data (_id INTEGER PRIMARY KEY, mimetype_id INTEGER, raw_contact_id INTEGER, data1 TEXT, data2 TEXT, data3 TEXT, data4 TEXT);
CREATE TABLE accounts (_id INTEGER PRIMARY KEY, account_name TEXT, account_type TEXT);
INSERT INTO mimetypes VALUES (1, 'vnd.android.cursor.item/phone_v2'), (2, 'vnd.android.cursor.item/vnd.com.whatsapp.profile'), (3, 'vnd.android.cursor.item/organization'), (5, 'com.other/x');
INSERT INTO raw_contacts VALUES (1, 'Some One');
INSERT INTO data VALUES (1, 1, 1, '06 12345678', '2', NULL, '+31612345678'), (2, 2, 1, '31699999999@s.whatsapp.net', NULL, NULL, NULL),
  (3, 3, 1, 'see https://org.example', 'label.example', NULL, NULL), (4, 5, 1, 'x@app.example', NULL, NULL, NULL), (5, 77, 1, '+31688888888', NULL, NULL, NULL), (6, 5, 1, '12345', NULL, NULL, NULL);
INSERT INTO accounts VALUES (1, 'me@own.example', 'com.google');
