PRAGMA page_size=512;
CREATE TABLE cfurl_cache_response (entry_ID INTEGER PRIMARY KEY, key TEXT);
INSERT INTO cfurl_cache_response VALUES (1, 'https://evil.example/x');
