CREATE TABLE app_install (pid INTEGER PRIMARY KEY, bundle_id TEXT);
INSERT INTO app_install VALUES (1, 'waarborg-canary');
CREATE TABLE app_updates (pid INTEGER PRIMARY KEY, bundle_id TEXT);
