PRAGMA page_size=1024;
CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, url TEXT, title TEXT, extra_attributes BLOB, local_attributes BLOB, last_modified REAL, sync_data BLOB);
INSERT INTO bookmarks VALUES (1, NULL, NULL, 'https://bare.example/', '<?xml version="1.0"?><plist version="1.0"><dict><key>LocalURL</key><string>https://local.example/</string></dict></plist>', NULL, x'010268747470733a2f2f73796e632e6578616d706c652f00');
