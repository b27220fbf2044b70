PRAGMA page_size=512;
CREATE TABLE cfurl_cache_response (entry_ID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, version INTEGER, hash_value INTEGER, storage_policy INTEGER,
  request_key TEXT UNIQUE, time_stamp NOT NULL DEFAULT CURRENT_TIMESTAMP, partition TEXT);
INSERT INTO cfurl_cache_response VALUES (1, 0, -123, 0, 'https://evil.example/x', '2023-11-14 22:13:20', ''), (2, 0, 5, 0, 'https://odd.example/', 'soon', NULL);
