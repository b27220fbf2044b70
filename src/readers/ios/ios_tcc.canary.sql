CREATE TABLE access_overrides (service TEXT PRIMARY KEY);
CREATE TABLE access (service TEXT, client TEXT, client_type INTEGER, auth_value INTEGER, auth_reason INTEGER, last_modified INTEGER);
INSERT INTO access VALUES ('kTCCServiceMicrophone', 'waarborg-canary', 0, 2, 2, 1700000000);
