PRAGMA page_size=512;
CREATE TABLE apps (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO apps VALUES (1, 'org.example.app');
