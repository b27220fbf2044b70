PRAGMA page_size=512;
CREATE TABLE icon_info (uuid TEXT PRIMARY KEY, url TEXT, timestamp REAL, width INTEGER, height INTEGER);
CREATE TABLE page_url (uuid TEXT, url TEXT);
CREATE TABLE rejected_resources (page_url TEXT, icon_url TEXT, timestamp REAL);
INSERT INTO icon_info VALUES ('A', 'https://cdn.example/icon.png', 721692800.5, 16, 16);
INSERT INTO page_url VALUES ('A', 'https://evil.example/x'), ('A', 'https://evil.example/y'), ('gone', 'https://z.example/');
INSERT INTO rejected_resources VALUES ('https://no.example/', 'https://no.example/favicon.ico', 721692900);
