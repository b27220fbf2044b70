CREATE TABLE cfurl_cache_response (entry_ID INTEGER PRIMARY KEY, version INTEGER, hash_value INTEGER, storage_policy INTEGER, request_key TEXT UNIQUE, time_stamp NOT NULL DEFAULT CURRENT_TIMESTAMP);
INSERT INTO cfurl_cache_response VALUES (1, 0, 1, 0, 'https://canary.waarborg.invalid/', '2023-11-14 22:13:20');
