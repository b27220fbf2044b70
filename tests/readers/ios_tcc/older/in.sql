PRAGMA page_size=512;
CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL, allowed INTEGER NOT NULL, prompt_count INTEGER NOT NULL, csreq BLOB);
INSERT INTO access VALUES ('kTCCServiceMicrophone', 'org.example.app', 0, 1, 1, NULL), ('kTCCServiceCamera', 'org.example.app', 0, 0, 1, NULL);
