PRAGMA page_size=512;
CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, site TEXT);
INSERT INTO ObservedDomains VALUES (1, 'evil.example');
