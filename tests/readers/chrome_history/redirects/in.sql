PRAGMA page_size=512;
CREATE TABLE urls (id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR, visit_count INTEGER DEFAULT 0 NOT NULL, last_visit_time INTEGER NOT NULL);
CREATE TABLE visits (id INTEGER PRIMARY KEY AUTOINCREMENT, url INTEGER NOT NULL, visit_time INTEGER NOT NULL, from_visit INTEGER, transition INTEGER DEFAULT 0 NOT NULL);
INSERT INTO urls VALUES (1, 'http://news.example/', 'News', 1, 0), (2, 'https://evil.example/x', '', 1, 0), (3, 'https://linked.example/', 'Linked', 1, 0),
  (4, 'https://no-visit-left.example/', 'Old', 3, 13344473600000000);
INSERT INTO visits VALUES (1, 1, 13344473600000000, 0, 268435457), (2, 2, 13344473600300000, 1, 2684354561), (3, 3, 13344473700000000, 2, 805306368),
  -- As a signed number, from a visit that is gone; a page that is gone; a time that is none.
  (4, 2, 13344473800000000, 99, -1610612735), (5, 88, 13344473800000000, 0, 0), (6, 1, 9223372036854775807, 0, 0);
