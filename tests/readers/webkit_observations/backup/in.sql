PRAGMA page_size=512;
CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT NOT NULL UNIQUE ON CONFLICT FAIL, lastSeen REAL NOT NULL,
  hadUserInteraction INTEGER NOT NULL, mostRecentUserInteractionTime REAL NOT NULL, mostRecentWebPushInteractionTime REAL NOT NULL DEFAULT 0.0);
INSERT INTO ObservedDomains VALUES (1, 'evil.example', 1700000000.5, 0, -1, 0), (2, 'used.example', 1700000000, 1, 1700000100, 0), (3, 'odd.example', 'x', 0, 0, 0);
