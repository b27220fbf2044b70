PRAGMA page_size=512;
CREATE TABLE model_SignalRecipient (id INTEGER PRIMARY KEY, recipientPhoneNumber TEXT, recipientUUID TEXT);
CREATE TABLE model_TSInteraction (id INTEGER PRIMARY KEY, recordType INTEGER, timestamp INTEGER, body TEXT, authorPhoneNumber TEXT, authorUUID TEXT, uniqueThreadId TEXT);
INSERT INTO model_SignalRecipient VALUES (1, '+31612345678', 'AAAA-1'), (2, NULL, 'BBBB-2');
INSERT INTO model_TSInteraction VALUES (1, 19, 1760000000123, 'see https://evil.example/x', NULL, 'AAAA-1', 't1'), (2, 20, 1760000001000, 'ok', NULL, NULL, 't1'), (3, 19, 1760000001000, 'hello', NULL, 'BBBB-2', 't2'), (4, 10, 1760000001000, NULL, NULL, NULL, 't1');
