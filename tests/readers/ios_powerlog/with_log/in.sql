PRAGMA page_size=512;
CREATE TABLE PLProcessMonitorAgent_EventForward_ProcessID (ID INTEGER PRIMARY KEY, timestamp REAL, PID INTEGER, ProcessName TEXT);
INSERT INTO PLProcessMonitorAgent_EventForward_ProcessID VALUES (1, 1760000000, 77, 'first');
PRAGMA journal_mode=WAL;
PRAGMA wal_autocheckpoint=0;
INSERT INTO PLProcessMonitorAgent_EventForward_ProcessID VALUES (2, 1760000100, 78, 'onlyInTheLog');
