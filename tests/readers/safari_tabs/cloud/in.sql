PRAGMA page_size=512;
CREATE TABLE cloud_tab_devices (device_uuid TEXT PRIMARY KEY NOT NULL, device_name TEXT);
CREATE TABLE cloud_tabs (tab_uuid TEXT PRIMARY KEY NOT NULL, device_uuid TEXT, title TEXT, url TEXT);
INSERT INTO cloud_tabs VALUES ('A', 'B', 'Elsewhere', 'https://elsewhere.example/');
