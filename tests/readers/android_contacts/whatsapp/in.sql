PRAGMA page_size=512;
CREATE TABLE wa_contacts (_id INTEGER PRIMARY KEY, jid TEXT, number TEXT, display_name TEXT, wa_name TEXT, status TEXT);
INSERT INTO wa_contacts VALUES (1, '31612345678@s.whatsapp.net', '+31 6 12345678', 'Somebody', 'me', 'at www.me.example'), (2, '5@lid', NULL, NULL, 'hidden', NULL);
