CREATE TABLE sms (_id INTEGER PRIMARY KEY, address TEXT, date INTEGER, type INTEGER, body TEXT);
INSERT INTO sms VALUES (1, '+31600000000', 1793347200000, 1, 'https://canary.waarborg.invalid/');
