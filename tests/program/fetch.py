"""`catalogue fetch` against servers on this machine that do what servers should not, and against folders; and that no other verb
opens a connection."""
import hashlib, http.server, json, re, socket, ssl, subprocess, threading, time

from kit import CLEAN, KESL, OS_RELEASE, Case, Programs, dpkg, run

DOMAIN = "spy.example"


def bundle(modified="2025-11-20T00:00:00.000Z", domain=DOMAIN):
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": [
        {"type": "indicator", "id": "indicator--1", "created": "2020-01-01T00:00:00.000Z", "pattern_type": "stix",
         "pattern": f"[domain-name:value = '{domain}']", **({"modified": modified} if modified else {})}]})


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, code, body=b"", **headers):
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        self.close_connection = True
        try:
            getattr(self, "do_" + self.path.strip("/").split("/")[0].split(".")[0].replace("-", "_"))()
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            pass  # whoever refuses an answer does not wait for its end

    def do_CONNECT(self):
        """A proxy: bytes go to and fro."""
        self.server.asked.append((self.path, dict(self.headers)))
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200)
            self.end_headers()
            threading.Thread(target=self.pump, args=(there, self.connection), daemon=True).start()
            self.pump(self.connection, there)
        self.close_connection = True

    def pump(self, source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass

    def do_good(self):
        self.answer(200, bundle().encode(), Set_Cookie="a=b")

    def do_chunked(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        body = bundle().encode()
        self.chunk(body[:50]), self.chunk(body[50:])
        self.wfile.write(b"0\r\n\r\n")

    def do_page(self):
        self.answer(200, b"<html><body>We have moved</body></html>")

    def do_empty(self):
        self.answer(200)

    def do_harmless(self):
        self.answer(200, json.dumps({"type": "bundle", "id": "bundle--1", "objects": []}).encode())

    def do_missing(self):
        self.answer(404)

    def do_members(self):
        self.answer(403)

    def do_broken(self):
        self.answer(500)

    def do_to_good(self):
        self.answer(302, Location="/good")

    def do_to_http(self):
        self.answer(301, Location=f"http://localhost:{self.server.server_port}/good")

    def do_to_file(self):
        self.answer(302, Location="file:///etc/passwd")

    def do_round(self):
        self.answer(302, Location="/round")

    def do_three(self):
        n = int(self.path.rsplit("/", 1)[1])
        self.answer(302, Location=f"/three/{n + 1}" if n < 3 else "/good")

    def do_endless(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(4096):
            self.chunk(b"a" * 65536)

    def do_huge(self):
        self.send_response(200)
        self.send_header("Content-Length", "999999999999")
        self.end_headers()

    def do_cut(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(bundle().encode())

    def do_cut_chunk(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.chunk(bundle().encode())

    def do_no_end(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(bundle().encode())

    def do_packed(self):
        self.answer(200, bundle().encode(), Content_Encoding="gzip")

    def do_slow(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(60):
            self.wfile.write(b"a")
            self.wfile.flush()
            time.sleep(0.2)

    def do_head(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(2_000_000):
            self.wfile.write(b"X: " + b"a" * 1000 + b"\r\n")


class Fetch(Case):
    def certificate(self, name, issuer=None, subject="localhost"):
        """PEM files of a key and its certificate for `subject`, signed by `issuer` or by itself."""
        key, pem = self.folder / f"{name}.key", self.folder / f"{name}.pem"
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", pem,
                   "-days", "2", "-subj", f"/CN={name}"]
        if issuer:
            command += ["-CA", self.folder / f"{issuer}.pem", "-CAkey", self.folder / f"{issuer}.key", "-addext", "basicConstraints=CA:FALSE"]
            command += ["-addext", f"subjectAltName={subject}"]
        made = subprocess.run([str(c) for c in command], capture_output=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        return key, pem

    def server(self, key=None, pem=None):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads, server.asked = True, []
        if key:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem, key)
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.handle_error = lambda *a: None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(lambda: (server.shutdown(), server.server_close()))
        return server

    def secure(self, subject="DNS:localhost"):
        self.ca = self.certificate("ca")[1]
        return self.server(*self.certificate("server", "ca", subject))

    def feeds(self, *urls, format="stix2", id="spy", more=""):
        return self.file("feeds.yaml", "format: 1\nfeeds:\n" + f"  - id: {id}\n    name: Spies\n    publisher: Somebody\n    urls: [{', '.join(urls)}]\n"
                         f"    licence: CC0-1.0\n    format: {format}\n" + more)

    def fetch(self, *args, **more):
        return self.waarborg("catalogue", "fetch", "--feeds", self.folder / "feeds.yaml", "-o", self.folder / "out", *args, **more)

    def kept(self, name="spy.stix2"):
        return (self.folder / "out" / name).read_text()

    def record(self, name="spy.stix2"):
        return json.loads(self.kept(name + ".fetched"))

    def nothing_left(self):
        out = self.folder / "out"
        self.assertEqual(sorted(p.name for p in out.iterdir()) if out.exists() else [], [], "expected no file")


class Secure(Fetch):
    def one(self, path, *args, code=0, host="localhost", ca=True, **more):
        server = self.secure(**more)
        self.feeds(f"https://{host}:{server.server_port}/{path}")
        answer = self.expect(self.fetch(*(("--ca", self.ca) if ca else ()), *args), code)
        return server, answer

    def test_a_feed_is_kept_with_its_record(self):
        server, answer = self.one("good")
        self.assertEqual(self.kept(), bundle())
        self.assertEqual(self.record(), {"feed": "spy", "name": "Spies", "publisher": "Somebody", "licence": "CC0-1.0", "format": "stix2",
                                         "url": f"https://localhost:{server.server_port}/good", "fetched": "2025-11-24T16:00:00Z",
                                         "sha256": hashlib.sha256(bundle().encode()).hexdigest()})
        self.assertEqual(sorted(p.name for p in (self.folder / "out").iterdir()), ["spy.stix2", "spy.stix2.fetched"])

    def test_the_request_tells_nothing_of_the_machine(self):
        server, _ = self.one("to_good")
        for _, headers in server.asked:
            self.assertEqual(set(headers), {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"})
            self.assertRegex(headers["User-Agent"], r"^waarborg/[0-9.]+$")
        self.assertEqual([p for p, _ in server.asked], ["/to_good", "/good"])

    def test_chunks_are_put_together(self):
        self.one("chunked")
        self.assertEqual(self.kept(), bundle())

    def test_three_redirects_are_followed_and_the_last_address_is_kept(self):
        server, _ = self.one("three/1")
        self.assertEqual(self.record()["url"], f"https://localhost:{server.server_port}/good")

    def test_a_certificate_by_address(self):
        self.one("good", host="127.0.0.1", subject="IP:127.0.0.1")

    def test_a_mirror(self):
        server = self.secure()
        self.feeds("https://nowhere.invalid/good")
        self.fetch("--ca", self.ca, "--url", f"https://localhost:{server.server_port}/")
        self.assertEqual([p for p, _ in server.asked], ["/spy.stix2"])

    def test_the_second_address_serves_when_the_first_fails(self):
        server = self.secure()
        base = f"https://localhost:{server.server_port}"
        self.feeds(base + "/page", base + "/good")
        self.expect(self.fetch("--ca", self.ca), 0)
        self.assertEqual(self.record()["url"], base + "/good")


REFUSED = {  # path: what is said, with what to do
    "to_http": r"redirects to http://.*not https.*publisher's page",
    "to_file": r"redirects to what is not https.*publisher's page",
    "round": r"redirects more than 3 times: put the last address into the feeds file",
    "three/0": r"redirects more than 3 times",
    "endless": r"larger than 1048576 bytes.*check the address",
    "huge": r"larger than 1048576 bytes.*check the address",
    "cut": r"connection was cut.*try again",
    "cut_chunk": r"connection was cut.*try again",
    "no_end": r"does not say where its answer ends.*--from FOLDER",
    "packed": r"packs its answer.*--from FOLDER",
    "page": r"not in the format stix2.*look at the address with a browser",
    "empty": r"it is empty.*|is empty",
    "harmless": r"holds no indicator that can be used",
    "missing": r"no such file \(404\).*correct the feeds file",
    "members": r"refuses it \(403\).*by hand.*--from FOLDER",
    "broken": r"answers 500: try again later",
    "slow": r"takes longer than any feed needs.*--seconds",
    "head": r"without an answer, perhaps over a head without end|takes longer|cut",
}


def refused(path, said):
    def test(self):
        server = self.secure()
        base = f"https://localhost:{server.server_port}"
        out = self.folder / "out"
        out.mkdir()
        (out / "spy.stix2").write_text("the old one")
        self.feeds(f"{base}/{path}")
        answer = self.expect(self.fetch("--ca", self.ca, "--megabytes", 1, "--seconds", 3, timeout=20), 1)
        self.assertRegex(answer.text, said, str(answer))
        self.expect_in("spy.stix2 stays as it was", answer.text, answer)
        self.assertEqual([p.name for p in out.iterdir()], ["spy.stix2"], "expected only the old file")
        self.assertEqual((out / "spy.stix2").read_text(), "the old one")
    return test


class Refused(Fetch):
    pass


for path, said in REFUSED.items():
    setattr(Refused, "test_" + re.sub(r"\W", "_", path), refused(path, said))


class Certificates(Fetch):
    def ask(self, server, *args, host="localhost"):
        self.feeds(f"https://{host}:{server.server_port}/good")
        answer = self.expect(self.fetch(*args), 1)
        self.assertEqual(server.asked, [], "expected no request to a server that is not who it should be")
        self.nothing_left()
        return answer.text

    def test_of_another_name(self):
        server = self.secure("DNS:other.example")
        self.assertRegex(self.ask(server, "--ca", self.ca), "for another name than localhost.*check the address")

    def test_of_another_address(self):
        server = self.secure("DNS:localhost")
        self.assertRegex(self.ask(server, "--ca", self.ca, host="127.0.0.1"), "for another name than 127.0.0.1")

    def test_of_a_common_name_only(self):
        self.ca = self.certificate("ca")[1]
        server = self.server(*self.certificate("localhost", "ca", "DNS:other.example"))
        self.assertRegex(self.ask(server, "--ca", self.ca), "for another name than localhost")

    def test_of_an_unknown_authority(self):
        self.assertRegex(self.ask(self.secure()), "nobody whom this machine trusts.*--ca FILE")

    def test_of_nobody_but_itself(self):
        self.certificate("ca")
        server = self.server(*self.certificate("localhost"))
        self.assertRegex(self.ask(server), "nobody whom this machine trusts")

    def test_server_without_tls(self):
        server = self.server()
        self.ca = self.certificate("ca")[1]
        self.assertRegex(self.ask(server, "--ca", self.ca), "does not speak TLS|no connection|cut")

    def test_an_authority_file_that_is_none(self):
        server = self.secure()
        self.assertRegex(self.ask(server, "--ca", self.file("x.pem", "nothing")), "check --ca FILE")


class Plain(Fetch):
    def test_http_on_this_machine_when_the_list_says_so(self):
        server = self.server()
        self.feeds(f"http://127.0.0.1:{server.server_port}/good")
        self.expect(self.fetch(), 0)
        self.assertEqual(self.kept(), bundle())

    def test_http_elsewhere_is_no_list(self):
        for host in ("example.org", "127.0.0.1.example.org", "user@localhost", "localhost@example.org", "[::1]", "128.0.0.1"):
            with self.subTest(host):
                self.feeds(f"'http://{host}/good'")
                self.expect_in("feeds.yaml:3", self.expect(self.fetch(), 2).said)

    def test_http_is_no_mirror(self):
        server = self.server()
        self.feeds("https://nowhere.invalid/good")
        answer = self.expect(self.fetch("--url", f"http://127.0.0.1:{server.server_port}"), 1)
        self.expect_in("is not https", answer.text, answer)
        self.assertEqual(server.asked, [])

    def test_no_connection(self):
        server = self.server()
        port = server.server_port
        server.shutdown(), server.server_close()
        self.feeds(f"http://127.0.0.1:{port}/good")
        self.assertRegex(self.expect(self.fetch(), 1).text, "no connection to 127.0.0.1.*--proxy-from-environment.*--from FOLDER")

    def test_a_proxy_counts_only_when_asked_for(self):
        server, proxy = self.secure(), self.server()
        self.feeds(f"https://localhost:{server.server_port}/good")
        env = {"HTTPS_PROXY": f"http://127.0.0.1:{proxy.server_port}", "https_proxy": "", "no_proxy": "", "NO_PROXY": ""}
        self.expect(self.fetch("--ca", self.ca, env=env), 0)
        self.assertEqual(proxy.asked, [], "expected no use of the proxy")
        self.expect(self.fetch("--ca", self.ca, "--proxy-from-environment", env=env), 0)
        self.assertEqual([p for p, _ in proxy.asked], [f"localhost:{server.server_port}"])
        self.expect(self.fetch("--ca", self.ca, "--proxy-from-environment", env={**env, "NO_PROXY": "x.example, localhost"}), 0)
        self.assertEqual(len(proxy.asked), 1, "expected NO_PROXY to count")

    def test_a_feed_that_does_not_fit_its_name(self):
        server = self.server()
        self.feeds(f"http://127.0.0.1:{server.server_port}/good", format="lines")
        self.expect_in("not in the format lines", self.expect(self.fetch(), 1).text)
        self.nothing_left()

    def test_a_folder_that_cannot_be_made(self):
        server = self.server()
        self.feeds(f"http://127.0.0.1:{server.server_port}/good")
        self.file("out", "a file")
        self.expect(self.fetch(), 4)


class Lists(Fetch):
    def test_the_shipped_list(self):
        answer = self.expect(self.waarborg("catalogue", "fetch", "--list"), 0)
        self.expect_in("amnesty-pegasus", answer.text, answer)

    def test_unknown_ids_and_bad_lists(self):
        good = self.feeds("https://a.example/x").read_text()
        cases = {good.replace("id: spy", "id: ../spy"): "id: small letters", good.replace("Somebody", '""'): "must be given",
                 good.replace("stix2", "yara"): '"yara" is none', good.replace("https:", "ftp:"): "neither https nor http",
                 good.replace("[https://a.example/x]", "[]"): "one to 20", good + "    colour: red\n": '"colour" is no field',
                 good + good[good.index("  - id"):]: "stands twice", good.replace("format: 1", "format: 2", 1): "format 1",
                 "format: 1\nfeeds: []\n": "lists no feed", "": "", "feeds: {a: b": ""}
        for text, said in cases.items():
            with self.subTest(said):
                self.file("feeds.yaml", text)
                self.expect_in(said, self.expect(self.fetch(), 2).said)
        self.file("feeds.yaml", good)
        self.expect_in('no feed "nobody"', self.expect(self.fetch("nobody"), 2).said)

    def test_a_format_that_is_not_read_is_left_out_and_said(self):
        server = self.server()
        more = ("  - id: other\n    name: O\n    publisher: P\n    licence: not-stated\n    format: openioc\n"
                "    urls: [https://nowhere.invalid/x]\n")
        self.feeds(f"http://127.0.0.1:{server.server_port}/good", more=more)
        self.expect_in("does not read the format openioc", self.expect(self.fetch(), 0).text)
        self.expect(self.fetch("other"), 1)


class Carried(Fetch):
    def carry(self, fetched=True):
        server = self.server()
        self.feeds(f"http://127.0.0.1:{server.server_port}/good")
        self.expect(self.fetch(), 0)
        (self.folder / "out").rename(self.folder / "usb")
        if not fetched:
            (self.folder / "usb/spy.stix2.fetched").unlink()
        return self.folder / "usb"

    def test_a_folder_gives_what_the_network_gave(self):
        usb = self.carry()
        self.expect(self.fetch("--from", usb, env={"SOURCE_DATE_EPOCH": "1765000000"}), 0)
        for name in ("spy.stix2", "spy.stix2.fetched"):
            self.assertEqual(self.kept(name), (usb / name).read_text())

    def test_a_file_of_a_browser_has_no_date(self):
        usb = self.carry(fetched=False)
        (usb / "spy.stix2").rename(usb / "good")
        self.expect_in("at an unknown time", self.expect(self.fetch("--from", usb), 0).text)
        self.assertIsNone(self.record()["fetched"])

    def test_an_older_list_never_replaces_a_newer_one(self):
        usb = self.carry()
        self.expect(self.fetch(env={"SOURCE_DATE_EPOCH": "1764500000"}), 0)
        self.expect_in("kept as it is", self.expect(self.fetch("--from", usb, env={"SOURCE_DATE_EPOCH": "1764500000"}), 0).text)
        self.assertEqual(self.record()["fetched"], "2025-11-30T10:53:20Z")

    def test_what_is_not_in_the_folder_is_said(self):
        self.feeds("https://a.example/x")
        self.expect_in("No such file", self.expect(self.fetch("--from", self.root({}, "usb")), 1).text)
        self.expect(self.fetch("--from", self.folder / "nothing"), 2)

    def test_a_carried_file_that_is_changed(self):
        usb = self.carry()
        (usb / "spy.stix2").write_text(bundle(domain="harmless.example"))
        self.expect_in("other content", self.expect(self.fetch("--from", usb), 1).text)
        self.nothing_left()


class Age(Fetch):
    def scanned(self, files, **more):
        root = self.root({**OS_RELEASE, **dpkg(CLEAN)})
        feeds = self.root(files, "feeds")
        answer = self.scan(root, "--indicators", feeds, **more)
        return answer, [r for r in answer.json["content"] if r["what"] == "indicators"]

    def record_of(self, text, **more):
        return json.dumps({"feed": "spy", "sha256": hashlib.sha256(text.encode()).hexdigest(), "fetched": "2025-11-01T00:00:00Z", **more})

    def test_of_a_record(self):
        old = bundle("2021-01-01T00:00:00.000Z")
        answer, rows = self.scanned({"a.stix2": old, "a.stix2.fetched": self.record_of(old)})
        self.assertEqual([(r["name"], r["date"], r["age"], r["sha256"]) for r in rows],
                         [("spy", "2025-11-01T00:00:00Z", "current", hashlib.sha256(old.encode()).hexdigest())])
        self.expect_not_in("days old", answer.said, answer)

    def test_of_the_bundle_without_a_record(self):
        answer, rows = self.scanned({"a.stix2": bundle("2021-01-01T00:00:00.000Z")})
        self.assertEqual([r["age"] for r in rows], ["old"])
        self.assertRegex(answer.said, r"days old \(2021-01-01\)")
        answer, rows = self.scanned({"a.stix2": bundle(None)})
        self.expect_in("2020-01-01", answer.said, answer)

    def test_that_nobody_knows(self):
        for language, word in {"en": "not known", "nl": "niet bekend", "fr": "pas connue", "de": "nicht bekannt"}.items():
            root, feeds = self.root({**OS_RELEASE, **dpkg(CLEAN)}), self.root({"a.txt": DOMAIN + "\n"}, "feeds")
            answer = self.scan(root, "--indicators", feeds, "--lang", language)
            self.expect_in(word, answer.said, answer)
            self.assertEqual([r["age"] for r in answer.json["content"] if r["what"] == "indicators"], ["unknown"])

    def test_a_record_that_lies_is_not_believed(self):
        text = bundle("2021-01-01T00:00:00.000Z")
        for name, record in {"sha256": self.record_of("other"), "future": self.record_of(text, fetched="2031-01-01"),
                             "time": self.record_of(text, fetched="yesterday"), "feed": self.record_of(text, feed=""), "json": "{",
                             "bytes": "\0" * 100_000}.items():
            with self.subTest(name):
                answer, rows = self.scanned({"a.stix2": text, "a.stix2.fetched": record})
                self.assertEqual([r["age"] for r in rows], ["old"], str(answer))
                self.expect_in("a.stix2.fetched is not used", answer.said, answer)


class OnlyFetchAsks(Fetch):
    def sockets(self, *args):
        """The calls of the network that the program and its children make."""
        traces = self.folder / f"trace{len(list(self.folder.glob('trace*')))}"
        traces.mkdir()
        answer = run("strace", "-ff", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", traces / "of", Programs.waarborg, *args)
        self.assertLess(answer.code, 4, str(answer))
        self.assertTrue(list(traces.iterdir()), "expected a trace")
        calls = [c for at in traces.iterdir() for c in at.read_text(errors="replace").splitlines()]
        return [c for c in calls if re.match(r"(socket|connect|bind|listen|accept4?)\(", c)]

    def test_no_other_verb_opens_a_socket(self):
        root = self.root({**OS_RELEASE, **dpkg(CLEAN, KESL)})
        feeds = self.root({"a.stix2": bundle()}, "feeds")
        case = self.folder / "x.case"
        for args in (["scan", root, "--indicators", feeds, "-o", case], ["match", case, "--indicators", feeds],
                     ["report", case], ["catalogue", "check"], ["catalogue", "show"], ["directive", "check", self.folder / "feeds"],
                     ["catalogue", "fetch", "--list"]):
            with self.subTest(" ".join(str(a) for a in args[:2])):
                self.assertEqual(self.sockets(*args), [])

    def test_fetch_from_a_folder_opens_none_and_over_the_network_does(self):
        server = self.server()
        feeds = self.feeds(f"http://127.0.0.1:{server.server_port}/good")
        out = self.folder / "out"
        self.assertTrue(self.sockets("catalogue", "fetch", "--feeds", feeds, "-o", out), "expected this test to see sockets")
        out.rename(self.folder / "usb")
        self.assertEqual(self.sockets("catalogue", "fetch", "--feeds", feeds, "-o", out, "--from", self.folder / "usb"), [])
        self.assertEqual(self.kept(), bundle())
