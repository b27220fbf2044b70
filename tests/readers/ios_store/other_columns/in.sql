PRAGMA page_size=512;
CREATE TABLE app_install (pid INTEGER PRIMARY KEY, bundle_id TEXT, bundle_identifier TEXT, client_id TEXT, cancel_download_url TEXT, timestamp REAL);
INSERT INTO app_install VALUES (1, NULL, 'com.example.second', 'com.example.client', NULL, 692837113), (2, 'com.example.a', 'com.example.b', 'com.example.a', 'https://cancel.example/', 'never'), (3, NULL, NULL, 'com.example.alone', NULL, NULL);
CREATE TABLE asset (pid INTEGER PRIMARY KEY, url TEXT, package_url TEXT, local_path TEXT, download_path TEXT, store_account_name TEXT, apple_id TEXT);
INSERT INTO asset VALUES (1, NULL, 'https://package.example/', 'file:///private/var/db/evil%66ile', '/private/var/db/other', NULL, 'bad@mail.example'), (2, 'https://one.example/', 'https://two.example/', 'file://localhost/private/x', 'file://', 'a@mail.example', 'b@mail.example');
