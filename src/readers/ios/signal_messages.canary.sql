CREATE TABLE model_TSInteraction (id INTEGER PRIMARY KEY, body TEXT, timestamp INTEGER);
INSERT INTO model_TSInteraction VALUES (1, 'https://canary.waarborg.invalid/', 1760000000000);
