"""Four phones of agency B, three days after the deadline of the Belgian decision: two backups, a sysdiagnose, a bug report.

Salts and keys of the backups come from their maker, which takes them from what is in them: the same bytes each time.
"""
import datetime, json, pathlib, shutil, sqlite3, tempfile

import kit

backups = kit.load_script(kit.REPOSITORY / "tools/make-ios-backup")
diagnoses = kit.load_script(kit.REPOSITORY / "tools/make-sysdiagnose")
reports = kit.load_script(kit.REPOSITORY / "tools/make-bugreport")

DAY = "2023-04-03"
MADE = datetime.datetime(2023, 4, 3, 7, 30)
KNOWN, FORGOTTEN = "story of agency b", "nobody at agency b knows it"
# A domain that no one can register (RFC 2606), in a message that is like those which lured people to spyware.
LURE = "parcel-tracking.example"
MESSAGES = f"""
PRAGMA page_size=512;
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, text TEXT, handle_id INTEGER DEFAULT 0,
  service TEXT, date INTEGER, date_read INTEGER, is_from_me INTEGER, attributedBody BLOB, balloon_bundle_id TEXT,
  payload_data BLOB, message_summary_info BLOB, date_retracted INTEGER, date_edited INTEGER);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, style INTEGER, chat_identifier TEXT, display_name TEXT, room_name TEXT);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id));
CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER, delete_date INTEGER);
CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, created_date INTEGER, filename TEXT,
  mime_type TEXT, is_outgoing INTEGER, transfer_name TEXT, total_bytes INTEGER);
CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);
INSERT INTO handle VALUES (1, '+3225550101', 'be', 'SMS');
INSERT INTO chat VALUES (1, 'SMS;-;+3225550101', 45, '+3225550101', '', NULL);
INSERT INTO message (ROWID, text, handle_id, service, date, date_read, is_from_me) VALUES
  (1, 'Your parcel is waiting: https://{LURE}/a7', 1, 'SMS', 701251200000000000, 701251260000000000, 0),
  (2, 'the meeting is at ten', 1, 'SMS', 701254800000000000, 0, 0);
INSERT INTO chat_message_join (chat_id, message_id) VALUES (1, 1), (1, 2);
"""
SYSDIAGNOSE = [("process", "345", "mobile", "/private/var/containers/Bundle/Application/0A/Calendar.app/Calendar"),
               ("shutdown", "1680400000", "2", "155", "/usr/libexec/nfcd"),
               ("crash", "2023-03-28 10:11:12.00 +0200", "Calendar", "/Applications/Calendar.app/Calendar"),
               ("profile", "99999999-2222-3333-4444-555555555555", "be.example.agency-b.mail", "com.apple.mail.managed", "mail.example.org"),
               ("vpn", "Office", "com.example.vpn", "vpn.example.org"),
               ("binary", "00000000-0000-0000-0000-00000000000A", "/usr/libexec/nfcd"),
               ("installed", "Mon Mar 20 06:13:34 2023", "com.example.calendar.ios")]
REPORT = """
property | ro.build.version.release | 13
property | ro.serialno | B-PHONE-7
property | persist.sys.timezone | Europe/Brussels
process  | com.example.calendar.android
app      | com.example.calendar.android | 1.0 | com.android.vending
app      | com.zhiliaoapp.musically | 28.9.4 | com.android.vending
installed | com.example.reader/.Service
"""


def database(sql):
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder) / "made.db"
        made = sqlite3.connect(at)
        made.executescript(sql)
        made.close()
        return at.read_bytes()


def backup(serial, password, folder):
    backups.WHEN = MADE
    made = backups.Backup()
    udid = f"00008030-{int(serial[-1]):016X}"
    made.device = {"Device Name": serial.lower(), "Serial Number": serial, "Product Version": "16.4", "Build Version": "20E247",
                   "Target Identifier": udid, "Unique Identifier": udid}
    made.apps = {"com.example.calendar.ios": ("1.0", "Calendar")}
    made.add("folder", "HomeDomain", "Library/SMS")
    made.add("file", "HomeDomain", "Library/SMS/sms.db", database(MESSAGES))
    shutil.rmtree(folder, ignore_errors=True)
    made.write(folder, password)


def sysdiagnose(serial):
    diagnoses.WHEN = MADE.replace(tzinfo=datetime.timezone.utc)
    made = diagnoses.Sysdiagnose()
    for key, value in (("version", "16.4"), ("build", "20E247"), ("serial", serial), ("udid", "00008110-000B00000000006E")):
        made.add("device", key, value)
    for row in SYSDIAGNOSE:
        made.add(*row)
    return made.archive()


def bugreport():
    reports.STAMP, reports.NAME = f"{MADE:%Y-%m-%d %H:%M:%S}", f"bugreport-example-{MADE:%Y-%m-%d-%H-%M-%S}.txt"
    return kit.zip_of(reports.report(REPORT))


def feed():
    made = "2023-03-27T08:00:00.000Z"
    objects = [
        {"type": "malware", "spec_version": "2.1", "id": "malware--5c0ffee0-2023-4403-8000-000000000001", "created": made, "modified": made,
         "name": "Parcel spyware of the story", "is_family": False},
        {"type": "indicator", "spec_version": "2.1", "id": "indicator--5c0ffee0-2023-4403-8000-000000000002", "created": made, "modified": made,
         "pattern_type": "stix", "pattern": f"[domain-name:value = '{LURE}']", "valid_from": "2023-03-01T00:00:00Z"},
        {"type": "relationship", "spec_version": "2.1", "id": "relationship--5c0ffee0-2023-4403-8000-000000000003", "created": made,
         "modified": made, "relationship_type": "indicates", "source_ref": "indicator--5c0ffee0-2023-4403-8000-000000000002",
         "target_ref": "malware--5c0ffee0-2023-4403-8000-000000000001"}]
    return json.dumps({"type": "bundle", "id": "bundle--5c0ffee0-2023-4403-8000-000000000004", "objects": objects}, indent=1) + "\n"


def write(folder, put, inventory):
    """All of it below `folder`; `put` writes a file there, `inventory` are the rows of the agency's phones."""
    for name, serial, password in (("phone-2", "B-PHONE-2", KNOWN), ("phone-4", "B-PHONE-4", FORGOTTEN)):
        backup(serial, password, folder / DAY / "agency-b" / name)
    put(f"{DAY}/agency-b/phone-6.tar.gz", sysdiagnose("B-PHONE-6"))
    put(f"{DAY}/agency-b/phone-7.zip", bugreport())
    put(f"{DAY}/passwords.txt", KNOWN + "\n")
    put(f"{DAY}/spyware.stix2", feed())
    put(f"{DAY}/assets.csv", "\n".join(inventory) + "\n")
