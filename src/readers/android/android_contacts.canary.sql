CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY, display_name TEXT);
CREATE TABLE mimetypes (_id INTEGER PRIMARY KEY, mimetype TEXT);
CREATE TABLE data (_id INTEGER PRIMARY KEY, mimetype_id INTEGER, raw_contact_id INTEGER, data1 TEXT);
INSERT INTO mimetypes VALUES (1, 'vnd.android.cursor.item/website');
INSERT INTO data VALUES (1, 1, 1, 'https://canary.waarborg.invalid/');
