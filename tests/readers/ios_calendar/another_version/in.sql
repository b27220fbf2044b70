PRAGMA page_size=512;
CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, title TEXT, begin REAL);
CREATE TABLE Participant (ROWID INTEGER PRIMARY KEY, email TEXT);
INSERT INTO CalendarItem VALUES (1, 'Meeting', 721692800);
INSERT INTO Participant VALUES (1, 'sender@evil.example');
