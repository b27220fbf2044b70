PRAGMA page_size=512;
CREATE TABLE PLBatteryAgent_EventBackward_Battery (ID INTEGER PRIMARY KEY, timestamp REAL, Level REAL);
INSERT INTO PLBatteryAgent_EventBackward_Battery VALUES (1, 1760002000, 55);
