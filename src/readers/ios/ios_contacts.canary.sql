CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First TEXT, Last TEXT);
CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, label INTEGER, value TEXT);
INSERT INTO ABPerson VALUES (1, 'Waarborg', 'Canary');
INSERT INTO ABMultiValue VALUES (1, 1, 22, 1, 'https://canary.waarborg.invalid/');
