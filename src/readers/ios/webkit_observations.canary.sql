CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT NOT NULL UNIQUE, lastSeen REAL NOT NULL);
INSERT INTO ObservedDomains VALUES (1, 'canary.waarborg.invalid', 1700000000);
