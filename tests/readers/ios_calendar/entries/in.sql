PRAGMA page_size=512;
CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, summary TEXT, location_id INTEGER, description TEXT, start_date REAL, end_date REAL,
  organizer_id INTEGER, last_modified REAL, url TEXT, conference_url TEXT);
CREATE TABLE Participant (ROWID INTEGER PRIMARY KEY, entity_type INTEGER, email TEXT, phone_number TEXT, identity_id INTEGER, owner_id INTEGER);
CREATE TABLE Identity (ROWID INTEGER PRIMARY KEY, display_name TEXT, address TEXT);
CREATE TABLE Location (ROWID INTEGER PRIMARY KEY, title TEXT, address TEXT);
INSERT INTO Location VALUES (1, 'Room 1', NULL), (2, NULL, 'https://meet.example/x');
INSERT INTO Identity VALUES (1, 'Some Body', 'mailto:sender@evil.example'), (2, NULL, 'tel:+31612345678');
INSERT INTO Participant VALUES (1, 8, NULL, NULL, 1, 1), (2, 7, 'guest@mail.example', NULL, NULL, 1), (3, 7, NULL, NULL, 2, 1);
INSERT INTO CalendarItem VALUES (1, 'Meeting', 1, 'Notes', 721692800, 721696400, 1, 721000000.5, NULL, NULL),
  (2, 'Lunch', 2, 'menu at evil.example/menu', -12622780800, NULL, 0, NULL, 'https://u.example/', 'https://c.example/'),
  (3, NULL, NULL, NULL, 'soon', NULL, NULL, NULL, NULL, NULL);
