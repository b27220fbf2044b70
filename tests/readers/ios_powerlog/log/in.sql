PRAGMA page_size=1024;
CREATE TABLE PLStorageOperator_EventForward_TimeOffset (ID INTEGER PRIMARY KEY, timestamp REAL, baseband REAL, kernel REAL, system REAL);
INSERT INTO PLStorageOperator_EventForward_TimeOffset VALUES (1, 1760000000, 0, 0, 3600.5), (2, 1760001000, 0, 0, 3610);
CREATE TABLE PLProcessNetworkAgent_EventInterval_UsageDiff (ID INTEGER PRIMARY KEY, timestamp REAL, timestampEnd REAL, BundleName TEXT, ProcessName TEXT, CellIn REAL, CellOut REAL, WifiIn REAL, WifiOut REAL);
INSERT INTO PLProcessNetworkAgent_EventInterval_UsageDiff VALUES (1, 1760000500, 1760000600, 'com.example.app', 'exampled', 1, 2, 3.0, 4),
  (2, 1760002000, 1760003000, 'com.example.app', 'exampled', 10, 20, 30, -4), (3, 1760002000, 1760003000, '', '', 1, 1, 1, 1);
CREATE TABLE PLCoalitionAgent_EventInterval_CoalitionInterval (ID INTEGER PRIMARY KEY, timestamp REAL, timestampEnd REAL, LaunchdName TEXT, BundleId TEXT, cpu_time REAL);
INSERT INTO PLCoalitionAgent_EventInterval_CoalitionInterval VALUES (1, 1760002000, 1760003000, 'com.example.daemon', NULL, 2.5), (2, 1760002600, 1760003000, 'com.example.daemon', NULL, 2.5),
  (3, 1759990000, 1760003000, 'UIKitApplication:com.example.app[3f2a][rb-legacy]', NULL, 2.5);
CREATE TABLE PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval (ID INTEGER PRIMARY KEY, timestamp REAL, timestampEnd REAL);
INSERT INTO PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval VALUES (7, 1760002000, 1760003000);
CREATE TABLE PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval_Dynamic (ID INTEGER PRIMARY KEY, FK_ID INTEGER, ProcessName TEXT, PID INTEGER, value REAL);
INSERT INTO PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval_Dynamic VALUES (1, 7, 'aVeryLongProcess', 77, 1.5), (2, 8, 'withoutParent', 78, 1.5);
CREATE TABLE PLProcessMonitorAgent_EventPoint_ProcessExit (ID INTEGER PRIMARY KEY, timestamp REAL, ProcessName TEXT, ReasonNamespace INTEGER, ReasonCode INTEGER);
INSERT INTO PLProcessMonitorAgent_EventPoint_ProcessExit VALUES (1, 1760002000, 'exampled', 2, 254), (2, 'never', 'exampled', 1, 9);
CREATE TABLE PLApplicationAgent_EventNone_AllApps (ID INTEGER PRIMARY KEY, timestamp REAL, AppBundleId TEXT, AppName TEXT, AppBundleVersion TEXT, AppExecutable TEXT, AppIs3rdParty INTEGER, AppDeletedDate REAL);
INSERT INTO PLApplicationAgent_EventNone_AllApps VALUES (1, 1760002000, 'com.example.app', 'Example', '3.1', 'Example', 1, 0), (2, 1760002000, 'com.example.gone', 'Gone', '1', '', 1, 1759900000), (3, 1760002000, NULL, NULL, NULL, NULL, 0, 0);
CREATE TABLE PLAccountingOperator_EventNone_Nodes (ID INTEGER PRIMARY KEY, timestamp REAL, IsPermanent INTEGER, Name TEXT);
INSERT INTO PLAccountingOperator_EventNone_Nodes VALUES (1, 1760002000, 0, 'com.example.node'), (2, NULL, 1, 'Backlight');
CREATE TABLE PLBatteryAgent_EventBackward_Battery (ID INTEGER PRIMARY KEY, timestamp REAL, Level REAL);
INSERT INTO PLBatteryAgent_EventBackward_Battery VALUES (1, 1760002000, 55);
