CREATE TABLE hard_failures (id INTEGER PRIMARY KEY, timestamp REAL, data BLOB);
INSERT INTO hard_failures VALUES (1, 1760000000, CAST('<?xml version="1.0"?><plist><dict><key>process</key><string>waarborg-canary</string></dict></plist>' AS BLOB));
CREATE TABLE soft_failures (id INTEGER PRIMARY KEY, timestamp REAL, data BLOB);
