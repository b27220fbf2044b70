PRAGMA page_size=512;
CREATE TABLE access (service TEXT, subject TEXT, granted INTEGER);
INSERT INTO access VALUES ('kTCCServiceMicrophone', 'org.example.app', 1);
CREATE TABLE plain (a TEXT);
