PRAGMA page_size=512;
CREATE TABLE PLAppTimeService_Aggregate_AppRunTime (ID INTEGER PRIMARY KEY, timestamp REAL, BundleID TEXT, ScreenOnTime REAL, BackgroundTime REAL);
INSERT INTO PLAppTimeService_Aggregate_AppRunTime VALUES (1, 1760000000, 'com.example.app', 5, 6), (2, 1760003600, 'com.example.app', 5, 6), (3, 1e300, x'00ff', 5, 6);
CREATE TABLE PLStorageOperator_EventForward_TimeOffset (ID INTEGER PRIMARY KEY, timestamp REAL, system REAL);
INSERT INTO PLStorageOperator_EventForward_TimeOffset VALUES (1, NULL, 5), (2, 1760000000, 9e99), (3, 1760000000, 'x');
