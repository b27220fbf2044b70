PRAGMA page_size=1024;
CREATE TABLE cloud_tabs (tab_uuid TEXT, url TEXT);
CREATE TABLE tabs (id INTEGER PRIMARY KEY, url TEXT, reader_view_top_url TEXT);
CREATE TABLE tab_sessions (id INTEGER PRIMARY KEY, tab_uuid TEXT, session_data BLOB);
INSERT INTO cloud_tabs VALUES ('A', 'https://cloud.example/');
INSERT INTO tabs VALUES (1, 'https://tab.example/', 'https://reader.example/');
INSERT INTO tab_sessions VALUES (1, 'A', '<?xml version="1.0"?><plist version="1.0"><dict><key>SessionHistory</key><dict><key>Other</key><string>https://other.example/</string></dict></dict></plist>');
