PRAGMA page_size=512;
CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, First TEXT, Last TEXT, Middle TEXT, Organization TEXT, CreationDate INTEGER, ModificationDate INTEGER);
CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, identifier INTEGER, label INTEGER, value TEXT);
INSERT INTO ABPerson VALUES (1, 'Some', 'Body', 'Of', 'Firm', 700000000, 721692800), (2, NULL, NULL, NULL, 'Only a firm', 0, 0);
INSERT INTO ABMultiValue VALUES (1, 1, 3, 0, 1, '06 1234 5678'), (2, 1, 4, 0, 1, 'sender@evil.example'), (3, 1, 22, 0, 1, 'evil.example'),
  (4, 1, 5, 0, 1, NULL), (5, 2, 4, 0, 1, 'firm@mail.example'), (6, 77, 46, 0, 1, 'nobody');
