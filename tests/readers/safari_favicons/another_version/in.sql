PRAGMA page_size=512;
CREATE TABLE icon_info (uuid TEXT, address TEXT);
CREATE TABLE page_url (uuid TEXT, url TEXT);
INSERT INTO icon_info VALUES ('A', 'https://cdn.example/icon.png');
INSERT INTO page_url VALUES ('A', 'https://evil.example/x');
