CREATE TABLE PLProcessMonitorAgent_EventForward_ProcessID (ID INTEGER PRIMARY KEY, timestamp REAL, ProcessName TEXT);
INSERT INTO PLProcessMonitorAgent_EventForward_ProcessID VALUES (1, 1760000000, 'waarborg-canary');
