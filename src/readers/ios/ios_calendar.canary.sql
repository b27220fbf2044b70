CREATE TABLE Participant (ROWID INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, start_date REAL, url TEXT);
INSERT INTO CalendarItem VALUES (1, 'Canary', 721692800, 'https://canary.waarborg.invalid/');
