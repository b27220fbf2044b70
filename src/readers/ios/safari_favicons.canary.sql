CREATE TABLE icon_info (uuid TEXT PRIMARY KEY, url TEXT, timestamp REAL);
CREATE TABLE page_url (uuid TEXT, url TEXT);
INSERT INTO page_url VALUES ('A', 'https://canary.waarborg.invalid/');
