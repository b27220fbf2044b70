PRAGMA page_size=512;
CREATE TABLE PLXAgent_EventForward_Y (ID INTEGER PRIMARY KEY, timestamp REAL, ProcessName TEXT, Executable TEXT, BundleID TEXT, ParentBundleID TEXT);
INSERT INTO PLXAgent_EventForward_Y VALUES (1, 1760002000, NULL, 'onlyExecutable', NULL, 'com.example.parent'), (2, 1760002000, 'good', 'second', 'com.example.a', 'com.example.b'),
  (3, 1760002000, 'same', 'same', 'com.example.a', 'com.example.a'), (4, 1760002000, NULL, NULL, '', 'com.example.c');
CREATE TABLE PLYAgent_EventForward_Z (ID INTEGER PRIMARY KEY, timestamp REAL, AudioAppBundleID TEXT, AppBundleVersion TEXT, ProcessNames TEXT, ProcessID INTEGER, DaemonCount INTEGER, Client TEXT);
INSERT INTO PLYAgent_EventForward_Z VALUES (1, 1760002000, 'com.example.audio', '1.2', 'named', 7, 3, 'com.example.client'), (2, 1760002000, 5, 'x', x'6e616d6564', 7, 3, NULL);
CREATE TABLE PLApplicationAgent_EventNone_AllApps (ID INTEGER PRIMARY KEY, timestamp REAL, AppBundleId TEXT, PluginBundleId TEXT, AppExecutable TEXT);
INSERT INTO PLApplicationAgent_EventNone_AllApps VALUES (1, 1760002000, NULL, 'com.example.plugin', 'Example');
