PRAGMA page_size=512;
CREATE TABLE history_items (id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, domain_expansion TEXT, visit_count INTEGER NOT NULL);
CREATE TABLE history_visits (id INTEGER PRIMARY KEY AUTOINCREMENT, history_item INTEGER NOT NULL, visit_time REAL NOT NULL,
  title TEXT, load_successful BOOLEAN DEFAULT 1, redirect_source INTEGER NULL UNIQUE, redirect_destination INTEGER NULL UNIQUE);
INSERT INTO history_items VALUES (1, 'http://news.example/', 'news', 1), (2, 'https://evil.example/x', 'evil', 2), (3, 'https://plain.example/', NULL, 1);
INSERT INTO history_visits VALUES
  (1, 1, 721692800.25, 'News', 1, NULL, 2),
  (2, 2, 721692800.5, '', 1, 1, NULL),
  (3, 3, 721692900, 'Plain', 1, NULL, NULL),
  -- The visit it came from is gone; a time that is none; a page that is not there.
  (4, 2, 721693000.0, 'Later', 0, 99, NULL),
  (5, 3, 'never', NULL, 1, NULL, NULL),
  (6, 77, 721693000.0, 'Nowhere', 1, NULL, 1);
