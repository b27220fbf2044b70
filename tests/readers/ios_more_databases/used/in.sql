PRAGMA page_size=512;
CREATE TABLE ZOBJECT (Z_PK INTEGER PRIMARY KEY, ZSTREAMNAME VARCHAR, ZVALUESTRING VARCHAR, ZSTARTDATE TIMESTAMP, ZENDDATE TIMESTAMP);
INSERT INTO ZOBJECT VALUES (1, '/app/inFocus', 'org.example.app', 721692800.5, 721692900), (2, '/safari/history', 'https://evil.example/x', 721692801, NULL),
  (3, '/display/isBacklit', 'something else', 721692802, NULL), (4, '/app/usage', 'org.example.app', 'never', NULL), (5, NULL, NULL, NULL, NULL);
