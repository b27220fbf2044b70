"""The databases of a made phone: the columns that readers of these databases ask for, filled by number, so that the same
options give the same rows. Sizes are counts of records. What is planted comes from `plants`, see phone_plants.py."""
import functools
import importlib.machinery
import importlib.util
import pathlib
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAC = 720_000_000           # seconds since 2001: 26 October 2023
UNIX = MAC + 978_307_200
CHROME = (UNIX + 11_644_473_600) * 1_000_000
HIDDEN = "\x01"             # of what a cached form is filled with
WORDS = ("the train is late again see you at the station bring bread and milk call me when you are home it rains here "
         "meeting moved to friday thanks for the pictures how was your day tell mother about tickets").split()


def tool(name):
    """A program of tools/ as a module."""
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(ROOT / "tools" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


blob = tool("ios-blob")


def words(i):
    """A sentence of 40 to 90 letters."""
    return " ".join(WORDS[(i * 7 + k * (1 + i % 11)) % len(WORDS)] for k in range(9 + i % 7)) + f" {i}"


def harmless(i):
    return f"https://news{i % 997}.example.{('com', 'org', 'net')[i % 3]}/{WORDS[i % len(WORDS)]}/{i}?from=m"


def phone(i):
    return f"+3197{i * 7919 % 10_000_000:07}"


@functools.cache
def form(make, length):
    return make(HIDDEN * length)


def filled(make, text):
    """make(text), from a form that is made once a length; for ASCII."""
    return form(make, len(text)).replace((HIDDEN * len(text)).encode(), text.encode())


def spread(values, count, shift=0):
    """Number of a record → what is planted there. Another shift: no record has two."""
    return {(k + 1) * count // (len(values) + 1) + shift: value for k, value in enumerate(values)}


def bad(value):
    return f"https://{value}/a/{len(value)}"


class Database:
    def __init__(self, path, script):
        self.db = sqlite3.connect(path)
        self.db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + script)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.db.commit()
        self.db.close()

    def add(self, table, rows):
        rows = iter(rows)
        first = next(rows, None)
        if first is None:
            return
        insert = f"INSERT INTO {table} VALUES ({','.join('?' * len(first))})"
        self.db.execute(insert, first)
        self.db.executemany(insert, rows)


MESSAGE = ("ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, handle_id INTEGER DEFAULT 0, "
           "attributedBody BLOB, payload_data BLOB, balloon_bundle_id TEXT, service TEXT, account TEXT, account_guid TEXT, "
           "date INTEGER, date_read INTEGER, date_delivered INTEGER, is_from_me INTEGER, cache_has_attachments INTEGER")
MORE = ("replace country version type error is_delivered is_finished is_emote is_empty is_delayed is_auto_reply is_prepared "
        "is_read is_system_message is_sent has_dd_results is_service_message is_forward was_downgraded is_archive "
        "was_data_detected was_deduplicated is_audio_message is_played date_played item_type other_handle group_action_type "
        "share_status share_direction is_expirable expire_state message_action_type message_source is_corrupt is_spam "
        "sort_id has_unseen_mention was_delivered_quietly date_retracted date_edited was_detonated part_count").split()
SMS = f"""
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, country TEXT, service TEXT);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, chat_identifier TEXT, service_name TEXT, room_name TEXT,
  display_name TEXT);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER, PRIMARY KEY (chat_id, message_id));
CREATE TABLE message ({MESSAGE}, {', '.join(f'{name} INTEGER DEFAULT 0' for name in MORE)}, message_summary_info BLOB);
CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, guid TEXT, created_date INTEGER, start_date INTEGER, filename TEXT, uti TEXT,
  mime_type TEXT, transfer_state INTEGER, is_outgoing INTEGER, user_info BLOB, transfer_name TEXT, total_bytes INTEGER,
  is_sticker INTEGER, sticker_user_info BLOB, attribution_info BLOB, hide_attachment INTEGER);
CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);
"""


def sms(path, count, plants):
    handles, senders = max(20, count // 200), plants.take("sms-sender")
    sent_by = spread(range(handles + 1, handles + 1 + len(senders)), count, 2)
    texts, only = spread(plants.take("sms-text"), count), spread(plants.take("sms-attributed"), count, 1)
    summary = blob.MAKERS["retracted"]()

    def message(i):
        text = words(i)
        if i in texts:
            text = f"Your parcel waits: {bad(texts[i])}"
        elif i in only:
            text = f"Look at this {bad(only[i])}"
        elif i % 20 == 0:
            text += " " + harmless(i)
        body = filled(blob.text, text) if i % 10 else None
        when = (MAC + i * 60) * 1_000_000_000
        return (i, f"G{i:012}", None if i in only else text, sent_by.get(i, i % handles + 1), body if i not in only else filled(blob.text, text),
                filled(blob.rich, harmless(i)) if i % 50 == 0 else None, "com.apple.messages.URLBalloonProvider" if i % 50 == 0 else
                None, "iMessage" if i % 3 else "SMS", "e:somebody@example.org", "A", when, when + 9_000_000_000, 0, int(i % 4 == 0),
                int(i % 20 == 1), *([0] * len(MORE)), summary if i % 100 == 0 else None)

    with Database(path, SMS) as db:
        db.add("handle", ((i, phone(i), "nl", "iMessage") for i in range(1, handles + 1)))
        db.add("handle", ((handles + 1 + i, sender, "nl", "iMessage") for i, sender in enumerate(senders)))
        db.add("chat", ((i, f"iMessage;-;{phone(i)}", phone(i), "iMessage", None, None) for i in range(1, handles + 1)))
        db.add("message", (message(i) for i in range(1, count + 1)))
        db.add("chat_message_join", ((i % handles + 1, i, 0) for i in range(1, count + 1)))
        files = count // 20
        odd = spread(plants.take("sms-attachment"), files)
        db.add("attachment", ((i, f"A{i:010}", MAC + i * 1200, MAC + i * 1200,
                               odd.get(i, f"~/Library/SMS/Attachments/{i % 256:02x}/{i % 16:02}/A{i:010}/IMG_{i:04}.jpeg"),
                               "public.jpeg", "image/jpeg", 5, int(i % 4 == 0), None, f"IMG_{i:04}.jpeg", 10_000 + i, 0, None, None,
                               0) for i in range(1, files + 1)))
        db.add("message_attachment_join", ((min(i * 20 + 1, count), i) for i in range(1, files + 1)))


def safari(path, count, redirects, plants):
    """`redirects`: visits by http that led to another host within a second, as those do that a network puts in between."""
    items = max(10, count * 3 // 5)
    bad_ones = spread(plants.take("safari"), items)
    step = count // (redirects or 1)
    if step < 5:
        raise ValueError(f"{redirects} redirects do not fit into {count} visits")

    def start(i):
        return i if not {i % items + 1, (i + 1) % items + 1} & bad_ones.keys() else i + 2
    first = {start(1 + k * step): k for k in range(redirects)}  # visit → number of its redirect

    def visit(i):
        when = float(MAC + i * 30)
        if i in first:
            return (i, items + 1 + 2 * first[i], when, "", None, i + 1)
        if i - 1 in first:
            return (i, items + 2 + 2 * first[i - 1], when - 29.75, "Redirected", i - 1, None)
        return (i, i % items + 1, when, words(i)[:40], None, None)

    with Database(path, """
            CREATE TABLE history_items (id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, visit_count INTEGER);
            CREATE TABLE history_visits (id INTEGER PRIMARY KEY AUTOINCREMENT, history_item INTEGER NOT NULL,
              visit_time REAL NOT NULL, title TEXT, redirect_source INTEGER UNIQUE, redirect_destination INTEGER UNIQUE);
            CREATE INDEX history_visits__item ON history_visits (history_item);""") as db:
        db.add("history_items", ((i, bad(bad_ones[i]) if i in bad_ones else harmless(i), 2) for i in range(1, items + 1)))
        db.add("history_items", ((items + 1 + k, (f"https://to{k}.example.net/" if k % 2 else f"http://from{k}.example.org/") + str(k), 1)
                                 for k in range(2 * redirects)))
        db.add("history_visits", (visit(i) for i in range(1, count + 1)))


WHATSAPP = """
CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZSESSIONTYPE INTEGER, ZARCHIVED INTEGER, ZREMOVED INTEGER, ZMESSAGECOUNTER INTEGER,
  ZGROUPINFO INTEGER, ZLASTMESSAGEDATE TIMESTAMP, ZCONTACTJID VARCHAR, ZPARTNERNAME VARCHAR);
CREATE TABLE ZWAGROUPINFO (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZCREATIONDATE TIMESTAMP);
CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZMEMBERJID VARCHAR, ZCONTACTNAME VARCHAR);
CREATE TABLE ZWAPHONENUMBERLIDPAIR (Z_PK INTEGER PRIMARY KEY, ZLID VARCHAR, ZPHONENUMBER VARCHAR, ZTIMESTAMP TIMESTAMP);
CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZISFROMME INTEGER, ZMESSAGETYPE INTEGER, ZMESSAGESTATUS
  INTEGER, ZSORT INTEGER, ZSTARRED INTEGER, ZCHATSESSION INTEGER, ZGROUPMEMBER INTEGER, ZMEDIAITEM INTEGER, ZMESSAGEDATE TIMESTAMP,
  ZSENTDATE TIMESTAMP, ZFROMJID VARCHAR, ZTOJID VARCHAR, ZPUSHNAME VARCHAR, ZSTANZAID VARCHAR, ZTEXT VARCHAR);
CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZFILESIZE INTEGER, ZAUTHORNAME VARCHAR, ZMEDIALOCALPATH VARCHAR,
  ZMEDIAURL VARCHAR, ZTITLE VARCHAR, ZVCARDSTRING VARCHAR);
CREATE TABLE ZWAMESSAGEDATAITEM (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZCONTENT1 VARCHAR, ZCONTENT2 VARCHAR, ZMATCHEDTEXT VARCHAR,
  ZSUMMARY VARCHAR, ZTITLE VARCHAR);
CREATE INDEX media_message ON ZWAMEDIAITEM (ZMESSAGE);
CREATE INDEX data_message ON ZWAMESSAGEDATAITEM (ZMESSAGE);
CREATE INDEX message_session ON ZWAMESSAGE (ZCHATSESSION);
"""


def whatsapp(path, count, plants):
    chats, files = max(10, count // 700), max(2, count // 20)
    texts = spread(plants.take("whatsapp-text"), count, 1)  # media and previews are of every twentieth
    media, previews = spread(plants.take("whatsapp-media"), files), spread(plants.take("whatsapp-preview"), files, 1)

    def account(i):
        return f"{phone(i)[1:]}@s.whatsapp.net"

    def message(i):
        text = f"have a look {bad(texts[i])}" if i in texts else words(i) + (" " + harmless(i) if i % 20 == 0 else "")
        mine, chat = i % 3 == 0, i % chats + 1
        return (i, 9, 1, int(mine), 0, 8, i, 0, chat, None, None, MAC + i * 30, MAC + i * 30, None if mine else account(chat),
                account(chat) if mine else None, None if mine else f"Person {chat}", f"3A{i:018X}", text)

    with Database(path, WHATSAPP) as db:
        db.add("ZWACHATSESSION", ((i, 0, 0, 0, count // chats, None, MAC + i, account(i), f"Person {i}") for i in range(1, chats + 1)))
        db.add("ZWAPHONENUMBERLIDPAIR", ((i, f"{i:015}@lid", account(i), MAC + i) for i in range(1, chats + 1)))
        db.add("ZWAMESSAGE", (message(i) for i in range(1, count + 1)))
        db.add("ZWAMEDIAITEM", ((i, i * 20, 9000 + i, None, f"Media/{account(i % chats + 1)}/{i % 16:x}/{i}.jpg",
                                 bad(media[i]) if i in media else f"https://mmg.whatsapp.net/v/{i}.enc", None, None)
                                for i in range(1, files + 1)))
        db.add("ZWAMESSAGEDATAITEM", ((i, i * 20, bad(previews[i]) if i in previews else harmless(i * 20), None,
                                       bad(previews[i]) if i in previews else harmless(i * 20), words(i), "Title")
                                      for i in range(1, files + 1)))
