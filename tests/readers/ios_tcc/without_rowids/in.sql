PRAGMA page_size=512;
CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL, auth_value INTEGER NOT NULL,
  auth_reason INTEGER NOT NULL, auth_version INTEGER NOT NULL, last_modified INTEGER NOT NULL DEFAULT (CAST(strftime('%s','now') AS INTEGER)),
  PRIMARY KEY (service, client, client_type)) WITHOUT ROWID;
CREATE TABLE access_overrides (service TEXT PRIMARY KEY);
INSERT INTO access VALUES ('kTCCServiceMicrophone', 'org.example.app', 0, 2, 2, 1, 1700000000),
  ('kTCCServicePhotos', 'org.example.app', 0, 3, 3, 1, 1700000001), ('kTCCServiceCamera', '/usr/libexec/thing', 1, 0, 5, 1, 0),
  ('kTCCServiceLiverpool', 'com.apple.other', 0, 9, 77, 1, -9223372036854775808);
