PRAGMA page_size=1024;
CREATE TABLE app_install (pid INTEGER PRIMARY KEY, apple_id TEXT, bundle_id TEXT, bundle_name TEXT, bundle_url URL, bundle_version TEXT, client_id TEXT, timestamp INTEGER, vendor_name TEXT);
CREATE TABLE app_updates (pid INTEGER PRIMARY KEY, bundle_id TEXT, install_date INTEGER, timestamp INTEGER);
CREATE TABLE app_package (pid INTEGER PRIMARY KEY, package_url TEXT, timestamp INTEGER);
CREATE TABLE schema_version (v INTEGER);
INSERT INTO app_install VALUES (-7, 'someone@mail.example', 'com.example.app', 'Example', 'file:///private/var/containers/Bundle/Application/X/example.app/', '3.1', 'com.apple.AppStore', 692837113, 'Example B.V.'), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO app_updates VALUES (3, 'com.example.other', NULL, 694607336);
INSERT INTO app_package VALUES (4, 'https://iosapps.example/x.ipa', 694735403);
