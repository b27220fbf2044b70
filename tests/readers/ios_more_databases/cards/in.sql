PRAGMA page_size=512;
CREATE TABLE subscriber_info (ROWID INTEGER PRIMARY KEY, subscriber_id TEXT, subscriber_mdn TEXT, tag INTEGER, last_update_time REAL, slot_id INTEGER);
INSERT INTO subscriber_info VALUES (1, '8931440000000000000', '+31612345678', 1, 721692800.5, 1), (2, '8931440000000000001', '', 2, 0, 2);
