PRAGMA page_size=512;
CREATE TABLE urls (id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, last_visit_time INTEGER NOT NULL);
CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER NOT NULL, visit_time INTEGER NOT NULL, from_visit INTEGER, external_referrer_url TEXT, transition INTEGER DEFAULT 0 NOT NULL);
CREATE TABLE segments (id INTEGER PRIMARY KEY, name VARCHAR, url_id INTEGER);
CREATE TABLE downloads (id INTEGER PRIMARY KEY, guid VARCHAR, current_path LONGVARCHAR, target_path LONGVARCHAR, start_time INTEGER, state INTEGER, hash BLOB, referrer VARCHAR, site_url VARCHAR, tab_url VARCHAR, mime_type VARCHAR);
CREATE TABLE downloads_url_chains (id INTEGER, chain_index INTEGER, url LONGVARCHAR, PRIMARY KEY (id, chain_index));
INSERT INTO urls VALUES (1, 'https://news.example/', 'News', 0);
INSERT INTO visits VALUES (1, 1, 13344473600000000, 0, 'https://outside.example/', 0);
INSERT INTO segments VALUES (1, 'http://segment.example/', 1);
INSERT INTO downloads VALUES (1, 'g', '/storage/emulated/0/Download/x.apk.crdownload', '/storage/emulated/0/Download/x.apk', 13344473600000000, 1, x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'https://referrer.example/', '', 'https://tab.example/', 'application/vnd.android.package-archive'),
  (2, 'h', '', 'content://media/external/downloads/7', 9223372036854775807, 77, x'00', NULL, NULL, NULL, '');
INSERT INTO downloads_url_chains VALUES (1, 0, 'https://first.example/x.apk'), (1, 1, 'https://second.example/x.apk'), (2, 0, 'https://third.example/'), (99, 0, 'https://gone.example/'), (NULL, 0, '');
