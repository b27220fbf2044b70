"""What else a made phone has: smaller databases, property lists, apps. Sizes are counts of records."""
import datetime
import plistlib

from phone_databases import CHROME, MAC, UNIX, Database, bad, blob, harmless, phone, spread, words

WHEN = datetime.datetime(2023, 11, 14, 22, 13, 20)
PROFILES = "SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles"
SAFARI, CHROME_APP = "AppDomain-com.apple.mobilesafari", "AppDomain-com.google.chrome.ios"
CHROME_FOLDER = "Library/Application Support/Google/Chrome/Default/"


def tabs(path, count, plants):
    planted = spread(plants.take("safari-tab"), count)
    with Database(path, """
            CREATE TABLE tabs (id INTEGER PRIMARY KEY, uuid TEXT, title TEXT, url TEXT, user_visible_url TEXT, last_viewed_time REAL);
            CREATE TABLE tab_sessions (id INTEGER PRIMARY KEY, tab_uuid TEXT, session_data BLOB);""") as db:
        urls = [bad(planted[i]) if i in planted else harmless(i) for i in range(1, count + 1)]
        db.add("tabs", ((i, f"T{i}", words(i)[:30], url, url, float(MAC + i)) for i, url in enumerate(urls, 1)))
        db.add("tab_sessions", ((i, f"T{i}", blob.session(harmless(i + 7), url)) for i, url in enumerate(urls, 1)))


def chrome(path, count, plants):
    planted = spread(plants.take("chrome"), count)
    with Database(path, """
            CREATE TABLE urls (id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, visit_count INTEGER, last_visit_time INTEGER);
            CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, from_visit INTEGER, transition INTEGER);""") as db:
        db.add("urls", ((i, bad(planted[i]) if i in planted else harmless(i), words(i)[:30], 1, CHROME + i) for i in range(1, count + 1)))
        db.add("visits", ((i, i, CHROME + i * 60_000_000, 0, 0) for i in range(1, count + 1)))


def chrome_icons(path, count, plants):
    planted = spread(plants.take("chrome-icon"), count)
    with Database(path, """
            CREATE TABLE icon_mapping (id INTEGER PRIMARY KEY, page_url LONGVARCHAR, icon_id INTEGER);
            CREATE TABLE favicons (id INTEGER PRIMARY KEY, url LONGVARCHAR, icon_type INTEGER);
            CREATE TABLE favicon_bitmaps (id INTEGER PRIMARY KEY, icon_id INTEGER, last_updated INTEGER, image_data BLOB, width INTEGER,
              height INTEGER, last_requested INTEGER);""") as db:
        db.add("icon_mapping", ((i, bad(planted[i]) if i in planted else harmless(i), i) for i in range(1, count + 1)))
        db.add("favicons", ((i, f"https://news{i}.example.com/favicon.ico", 1) for i in range(1, count + 1)))
        db.add("favicon_bitmaps", ((i, i, CHROME + i * 1_000_000, b"", 16, 16, 0) for i in range(1, count + 1)))


def observed(path, count, plants):
    planted = spread(plants.take("webkit-observed"), count)
    with Database(path, """
            CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT NOT NULL UNIQUE, lastSeen REAL NOT NULL,
              hadUserInteraction INTEGER NOT NULL, mostRecentUserInteractionTime REAL NOT NULL);""") as db:
        db.add("ObservedDomains", ((i, planted.get(i, f"shop{i}.example.com"), float(UNIX + i), i % 2, float(UNIX))
                                   for i in range(1, count + 1)))


def data_usage(path, count, plants):
    names = [*plants.take("data-usage"), *(name[:16] for name in plants.take("data-usage-cut"))]
    names += [f"{name}/com.example.plugin" for name in plants.take("data-usage-pair")]
    planted = spread(names, count)
    with Database(path, """
            CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZFIRSTTIMESTAMP TIMESTAMP,
              ZTIMESTAMP TIMESTAMP, ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
            CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZKIND INTEGER, ZMETADATA INTEGER,
              ZTAG INTEGER, ZHASPROCESS INTEGER, ZBILLCYCLEEND TIMESTAMP, ZTIMESTAMP TIMESTAMP, ZWIFIIN FLOAT, ZWIFIOUT FLOAT,
              ZWWANIN FLOAT, ZWWANOUT FLOAT);""") as db:
        db.add("ZPROCESS", ((i, 1, 1, MAC + i, MAC + i * 9, None if i in planted or i % 3 == 0 else f"com.example.app{i}",
                             planted.get(i, f"made{i}d" if i % 3 == 0 else f"made{i}/com.example.app{i}"))
                            for i in range(1, count + 1)))
        db.add("ZLIVEUSAGE", ((i, 2, 1, 0, None, None, i, None, MAC + i * 9, i * 10.0, i * 20.0, 3.0, 4.0) for i in range(1, count + 1)))


def permissions(path, count, plants):
    planted = spread(plants.take("permission"), count)
    with Database(path, """
            CREATE TABLE access (service TEXT, client TEXT, client_type INTEGER, auth_value INTEGER, auth_reason INTEGER,
              auth_version INTEGER, csreq BLOB, policy_id INTEGER, indirect_object_identifier_type INTEGER,
              indirect_object_identifier TEXT, indirect_object_code_identity BLOB, flags INTEGER, last_modified INTEGER);""") as db:
        db.add("access", (("kTCCServiceMicrophone", planted.get(i, f"com.example.app{i}"), 0, 2, 2, 1, None, None, None, "UNUSED", None, 0,
                           UNIX + i) for i in range(1, count + 1)))


CALENDAR = """
CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, description TEXT, start_date REAL, end_date REAL, all_day INTEGER,
  calendar_id INTEGER, organizer_id INTEGER, url TEXT, last_modified REAL, external_id TEXT, external_mod_tag TEXT,
  unique_identifier TEXT, hidden INTEGER, UUID TEXT, creation_date REAL, action TEXT, created_by_id INTEGER);
CREATE TABLE Participant (ROWID INTEGER PRIMARY KEY, UUID TEXT, email TEXT, phone_number TEXT, comment TEXT, last_modified REAL,
  owner_id INTEGER);
"""


def calendar(path, count, plants):
    planted = spread(plants.take("calendar"), count)
    with Database(path, CALENDAR) as db:
        db.add("CalendarItem", ((i, words(i), None, float(MAC + i), float(MAC + i + 3600), 0, 1, i, None, float(MAC), f"E{i}", None,
                                 f"U{i}", 0, f"C{i}", float(MAC), None, None) for i in range(1, count + 1)))
        db.add("Participant", ((i, f"P{i}", planted.get(i, f"person{i}@example.org"), None, None, float(MAC), i)
                               for i in range(1, count + 1)))


def contacts(path, count, plants):
    planted = spread(plants.take("contact"), count)
    with Database(path, """
            CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First TEXT, Middle TEXT, Last TEXT, Organization TEXT);
            CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, identifier INTEGER, label INTEGER,
              value TEXT);""") as db:
        db.add("ABPerson", ((i, f"Person{i}", None, "Made", None) for i in range(1, count + 1)))
        db.add("ABMultiValue", ((i, i, 3, 0, 1, phone(i)) for i in range(1, count + 1)))
        db.add("ABMultiValue", ((count + i, i, 4, 0, 1, planted.get(i, f"person{i}@example.org")) for i in range(1, count + 1)))


def calls(path, count, _):
    with Database(path, """
            CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZANSWERED INTEGER, ZCALLTYPE INTEGER, ZORIGINATED INTEGER, ZDATE TIMESTAMP,
              ZDURATION FLOAT, ZLOCATION VARCHAR, ZADDRESS VARCHAR, ZNAME VARCHAR, ZSERVICE_PROVIDER VARCHAR);""") as db:
        db.add("ZCALLRECORD", ((i, 1, 1, i % 2, MAC + i * 600, 60.0, "Nederland", phone(i), None, "com.apple.Telephony")
                               for i in range(1, count + 1)))


def shortcuts(path, count, plants):
    planted = spread(plants.take("shortcut"), count)
    with Database(path, """
            CREATE TABLE ZSHORTCUT (Z_PK INTEGER PRIMARY KEY, ZNAME VARCHAR, ZCREATIONDATE TIMESTAMP, ZMODIFICATIONDATE TIMESTAMP,
              ZACTIONSDESCRIPTION VARCHAR);
            CREATE TABLE ZSHORTCUTACTIONS (Z_PK INTEGER PRIMARY KEY, ZSHORTCUT INTEGER, ZDATA BLOB);""") as db:
        db.add("ZSHORTCUT", ((i, words(i)[:20], MAC + i, MAC + i, "1 action") for i in range(1, count + 1)))
        db.add("ZSHORTCUTACTIONS", ((i, i, plistlib.dumps([{
            "WFWorkflowActionIdentifier": "is.workflow.actions.url",
            "WFWorkflowActionParameters": {"WFURLActionURL": bad(planted[i]) if i in planted else harmless(i)}}],
            fmt=plistlib.FMT_BINARY)) for i in range(1, count + 1)))


def looked_up(count, plants):
    planted = spread(plants.take("looked-up"), count)
    return {"com.apple.madrid": {f"mailto:{planted.get(i, f'person{i}@example.org')}": {"LookupDate": float(MAC + i), "IDStatus": 1}
                                 for i in range(1, count + 1)}}


def analytics(count, plants):
    planted = spread(plants.take("analytics"), count)
    return {"netUsageBaseline": {planted.get(i, f"made{i}d"): [WHEN, 1.0 * i, 2.0, 3.0, 4.0] for i in range(1, count + 1)}}


def location(count, plants):
    out = {f"com.example.app{i}": {"BundleId": f"com.example.app{i}", "Authorization": 2, "LocationTimeStopped": float(MAC + i)}
           for i in range(count)}
    out |= {f"/usr/libexec/{name}": {"Executable": f"/usr/libexec/{name}", "LocationTimeStopped": float(MAC)}
            for name in plants.take("location")}
    return out


def profile_events(count, plants):
    processes = [*plants.take("profile-event"), *("profiled" for _ in range(count))]
    return {"ProfileEvents": [{f"org.example.profile{i}": {"timestamp": WHEN, "process": name, "operation": "install"}}
                              for i, name in enumerate(processes)]}


def profiles(count, plants):
    """File name → profile."""
    ids = [*plants.take("profile"), *(f"00000000-0000-4000-8000-{i:012X}" for i in range(count))]
    return {f"profile-{i:064x}.stub": {
        "PayloadUUID": one, "PayloadType": "Configuration", "PayloadIdentifier": f"org.example.profile{i}", "InstallDate": WHEN,
        "PayloadDisplayName": f"Profile {i}", "PayloadOrganization": "Made", "PayloadVersion": 1,
        "PayloadContent": [{"PayloadType": "com.apple.wifi.managed", "PayloadUUID": f"W{i}", "PayloadIdentifier": f"org.example.wifi{i}",
                            "SSID_STR": f"made{i}"}]} for i, one in enumerate(ids)}


def sessions(count, plants):
    origins = [*plants.take("webkit-session"), *(f"shop{i}.example.com" for i in range(count))]
    return {"version": 1, "browsingStatistics": [{
        "PrevalentResourceOrigin": one, "hadUserInteraction": False, "mostRecentUserInteraction": WHEN, "lastSeen": WHEN,
        "topFrameUniqueRedirectsFrom": [], "topFrameUniqueRedirectsTo": [], "subframeUnderTopFrameOrigins": [],
        "subresourceUnderTopFrameOrigins": []} for one in origins]}


def apps(count, plants):
    """Bundle id → (version, name)."""
    out = {f"com.example.app{i}": (f"{i % 9}.1", f"App {i}") for i in range(count)}
    return out | {app: ("1.0", "Helper") for app in plants.take("app")}


# domain, path, how it is made, records in a phone of ordinary size
DATABASES = (
    ("HomeDomain", "Library/Safari/BrowserState.db", tabs, 400), (CHROME_APP, CHROME_FOLDER + "History", chrome, 5000),
    (CHROME_APP, CHROME_FOLDER + "Favicons", chrome_icons, 1000),
    (SAFARI, "Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db", observed, 3000),
    ("WirelessDomain", "Library/Databases/DataUsage.sqlite", data_usage, 2000), ("HomeDomain", "Library/TCC/TCC.db", permissions, 400),
    ("HomeDomain", "Library/Calendar/Calendar.sqlitedb", calendar, 2000),
    ("HomeDomain", "Library/AddressBook/AddressBook.sqlitedb", contacts, 1500),
    ("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata", calls, 2000),
    ("HomeDomain", "Library/Shortcuts/Shortcuts.sqlite", shortcuts, 60))
LISTS = (
    ("HomeDomain", "Library/Preferences/com.apple.identityservices.idstatuscache.plist", looked_up, 600),
    ("HomeDomain", "Library/Preferences/com.apple.osanalytics.addaily.plist", analytics, 500),
    ("RootDomain", "Library/Caches/locationd/clients.plist", location, 200),
    (PROFILES, "Library/ConfigurationProfiles/MCProfileEvents.plist", profile_events, 40),
    (SAFARI, "Library/WebKit/WebsiteData/ResourceLoadStatistics/full_browsing_session_resourceLog.plist", sessions, 300),
    ("HomeDomain", "Library/Preferences/.GlobalPreferences.plist", lambda *_: {"AppleLocale": "nl_NL"}, 1))
