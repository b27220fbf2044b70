"""The zone on two real resolvers. Each asks a name server of the test for everything, so nothing leaves the machine;
that server knows every name, so NXDOMAIN can only come from the zone."""
import re, subprocess
from bench import eventually, free_port

SHIPPED = "nl-2018-kaspersky"
ANSWER = "198.51.100.7"
BLOCKED = ["upd.kaspersky.com", "p00.upd.kaspersky.com", "a.b.geo.kaspersky.com", "UPD.Kaspersky.COM",
           "ksn.kaspersky-labs.com", "x.activation-v2.kaspersky.com"]
NOT_BLOCKED = ["kaspersky.example", "www.kaspersky.example", "threema.ch", "example.org", "kaspersky.com",
               "www.kaspersky.com", "kaspersky.nl", "notupd.kaspersky.com", "upd.kaspersky.com.example",
               "rpz-passthru.example"]
EVERYTHING = f"$TTL 60\n@ SOA localhost. host.invalid. 1 3600 900 604800 60\n@ NS localhost.\n@ A {ANSWER}\n* A {ANSWER}\n"


def dig(port, name, client="127.0.0.1", server="127.0.0.1"):
    name = name.encode("idna").decode()  # as browsers and resolvers ask
    done = subprocess.run(["dig", "-p", str(port), "-b", client, f"@{server}", name, "A", "+time=3", "+tries=2", "+noedns"],
                          capture_output=True, text=True, timeout=30)
    status = re.search(r"status: (\w+)", done.stdout)
    return (status[1] if status else "NONE") + (" answered" if ANSWER in done.stdout else "")


def named_options(folder, port, more):
    return (f'options {{ directory "{folder}"; listen-on port {port} {{ 127.0.0.0/8; }}; listen-on-v6 {{ none; }}; '
            f'pid-file none; session-keyfile none; dnssec-validation no; empty-zones-enable no; {more} }};\n'
            f'controls {{ }};\n')


class Authority:
    def __init__(self, bench):
        self.port, folder = free_port(), bench.folder("authority")
        (folder / "all.zone").write_text(EVERYTHING)
        (folder / "named.conf").write_text(named_options(folder, self.port, "recursion no; allow-query { any; };")
                                           + 'zone "." { type primary; file "all.zone"; };\n')
        bench.start("authority", "named", "-g", "-c", str(folder / "named.conf"))
        bench.check("the test's own name server answers",
                    eventually(lambda: dig(self.port, "upd.kaspersky.com") == "NOERROR answered"))

    def named(self, bench, name, part, zones):
        """A resolver with the shipped fragment of configuration as it stands, but for its folder."""
        port, folder = free_port(), bench.folder(name)
        for file, text in zones.items():
            (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        options = named_options(folder, port, "recursion yes; allow-query { any; }; forward only; "
                                f"forwarders {{ 127.0.0.1 port {self.port}; }};")
        head, rest = options.split("};\ncontrols", 1)  # one options clause is allowed: the part's goes into it
        inside = re.search(r"options \{\n(.*?)\n\};\n", part, re.S)
        conf = head + inside[1] + "};\ncontrols" + rest + part.replace(inside[0], "").replace("/etc/bind/", f"{folder}/")
        (folder / "named.conf").write_text(conf)
        checked = subprocess.run(["named-checkconf", "-z", str(folder / "named.conf")], capture_output=True, text=True)
        bench.check(f"{name}: named-checkconf accepts it", checked.returncode == 0, checked.stdout + checked.stderr)
        log = bench.start(name, "named", "-g", "-c", str(folder / "named.conf"))
        return port, log

    def unbound(self, bench, name, part, zones):
        port, folder = free_port(), bench.folder(name)
        for file, text in zones.items():
            (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        (folder / "part.conf").write_text(part.replace("/etc/unbound/", f"{folder}/"))
        (folder / "unbound.conf").write_text(
            f'server:\n  interface: 127.0.0.1\n  port: {port}\n  access-control: 127.0.0.0/8 allow\n  username: ""\n'
            f'  chroot: ""\n  directory: "{folder}"\n  pidfile: ""\n  use-syslog: no\n  do-daemonize: no\n'
            f'  do-not-query-localhost: no\n  do-ip6: no\n'
            f'include: "{folder}/part.conf"\nforward-zone:\n  name: "."\n  forward-addr: 127.0.0.1@{self.port}\n')
        checked = subprocess.run(["unbound-checkconf", str(folder / "unbound.conf")], capture_output=True, text=True)
        bench.check(f"{name}: unbound-checkconf accepts it", checked.returncode == 0, checked.stdout + checked.stderr)
        log = bench.start(name, "unbound", "-d", "-c", str(folder / "unbound.conf"))
        return port, log


def ask(bench, who, port, blocked, passed, client="127.0.0.1"):
    for name in blocked:
        saw = dig(port, name, client)
        bench.check(f"{who}: {name} from {client} is blocked", saw == "NXDOMAIN", saw)
    for name in passed:
        saw = dig(port, name, client)
        bench.check(f"{who}: {name} from {client} resolves", saw == "NOERROR answered", saw)


def ready(bench, who, port, log):
    good = eventually(lambda: dig(port, "control.example") == "NOERROR answered")
    bench.check(f"{who} answers", good, "" if good else log.read_text(errors="replace")[-2000:])


def on_both(bench, authority, name, folder):
    parts = {"named.conf.part": authority.named, "unbound.conf.part": authority.unbound}
    out = []
    for part, start in parts.items():
        who = f"{name} on {part.split('.')[0]}"
        port, log = start(bench, who.replace(" ", "-"), (folder / "rpz" / part).read_text(),
                          {zone.name: zone.read_bytes() for zone in (folder / "rpz").glob("*.zone")})
        ready(bench, who, port, log)
        out.append((who, port, log))
    return out


def shipped_zone(bench, authority):
    folder, _ = bench.compile(SHIPPED, "--for", "rpz", "--except", "EX-1,127.0.0.7,2026-12-31",
                              "--except", "EX-0,127.0.0.8,2026-05-31", "--except", "EX-2,2001:db8:0:1::/64,2026-12-31",
                              "--except", "EX-3,2001:db8::1,2026-12-31", "--except", "EX-4,1:0:2:3:4:5:6:7,2026-12-31",
                              "--except", "EX-5,fe80::/10,2026-12-31", "--except", "EX-6,127.0.1.0/24,2026-12-31")
    for zone in (f"{SHIPPED}-pass.rpz", f"{SHIPPED}.rpz"):
        checked = subprocess.run(["named-checkzone", "-i", "none", zone, str(folder / "rpz" / f"{zone}.zone")],
                                 capture_output=True, text=True)
        said = checked.stdout + checked.stderr
        bench.check(f"named-checkzone accepts {zone} and ignores nothing",
                    checked.returncode == 0 and "ignoring" not in said, said)
    for who, port, log in on_both(bench, authority, "shipped", folder):
        ask(bench, who, port, BLOCKED, NOT_BLOCKED)
        ask(bench, who, port, [], BLOCKED, client="127.0.0.7")   # the exception runs
        ask(bench, who, port, [], BLOCKED[:1], client="127.0.1.9")  # a range
        ask(bench, who, port, BLOCKED[:2], [], client="127.0.0.8")  # it has ended
        text = log.read_text(errors="replace")
        bench.check(f"{who}: it takes every record", not re.search(r"invalid rpz|invalid.*rpz-client-ip|not canonical", text), text)
        bench.check(f"{who}: the log names who asked for what",
                    re.search(r"rpz.*upd\.kaspersky\.com.*127\.0\.0\.1|127\.0\.0\.1.*upd\.kaspersky\.com.*rpz|rpz.*127\.0\.0\.1.*upd\.kaspersky\.com",
                              text, re.I) is not None, text[-1500:])


def strict_zone(bench, authority, content):
    folder, _ = bench.compile(SHIPPED, "--for", "rpz", "--strict")
    for who, port, _ in on_both(bench, authority, "strict", folder):
        ask(bench, who, port, BLOCKED + ["kaspersky.com", "www.kaspersky.com", "kaspersky.nl"],
            ["kaspersky.example", "threema.ch", "example.org", "notkaspersky.com"])
    # A name two labels below a blocked one would end the wildcard above it.
    folder, _ = bench.compile(*content, "--for", "rpz", "--strict")
    for who, port, _ in on_both(bench, authority, "deep", folder):
        ask(bench, who, port, ["acme.example", "b.acme.example", "c.b.acme.example", "a.b.acme.example",
                               "x.a.b.acme.example", "bücher.example", "neu.bücher.example",
                               "only.acme-alone.example"], ["buecher.example", "acme.example.org"])
    folder, _ = bench.compile(*content, "--for", "rpz")
    for who, port, _ in on_both(bench, authority, "single", folder):
        ask(bench, who, port, ["a.b.acme.example", "only.acme-alone.example", "neu.bücher.example"],
            ["acme.example", "b.acme.example", "below.only.acme-alone.example", "bücher.example"])


def traps(bench, authority):
    """Zones that tools accept and resolvers ignore: why only the question to a resolver proves anything."""
    folder, _ = bench.compile(SHIPPED, "--for", "rpz")
    part = (folder / "rpz" / "named.conf.part").read_text()
    head = "$TTL 300\n@ SOA localhost. host.invalid. 1 3600 900 604800 300\n@ NS localhost.\ncontrol-blocked.example CNAME .\n"
    bad = {"a trailing dot": ("upd.kaspersky.com. CNAME .\n*.upd.kaspersky.com. CNAME .\n", "upd.kaspersky.com"),
           "raw UTF-8": ("bücher.example CNAME .\n", "bücher.example"),
           "a name that ends a wildcard": ("*.acme.example CNAME .\na.b.acme.example CNAME .\n", "c.b.acme.example"),
           "an impossible prefix": ("99.1.0.0.127.rpz-client-ip CNAME .\n", "upd.kaspersky.com")}
    for number, (trap, (lines, name)) in enumerate(bad.items()):
        zone = folder / f"bad{number}.zone"
        zone.write_text(head + lines)
        checked = subprocess.run(["named-checkzone", "-i", "none", f"{SHIPPED}.rpz", str(zone)], capture_output=True)
        bench.check(f"named-checkzone accepts {trap}", checked.returncode == 0, checked.stdout)
        port, log = authority.named(bench, f"trap{number}", part, {f"{SHIPPED}.rpz.zone": zone.read_bytes()})
        ready(bench, trap, port, log)
        ask(bench, f"{trap} (a trap)", port, ["control-blocked.example"], [name])
    # An exception beside the names it is of: BIND passes the client through, Unbound 1.17 does not.
    zone = head + "upd.kaspersky.com CNAME .\n32.7.0.0.127.rpz-client-ip CNAME rpz-passthru.\n"
    port, log = authority.unbound(bench, "trap-one-zone", (folder / "rpz/unbound.conf.part").read_text(),
                                  {f"{SHIPPED}.rpz.zone": zone})
    ready(bench, "an exception in the same zone", port, log)
    ask(bench, "an exception in the same zone (a trap)", port, ["upd.kaspersky.com"], [], client="127.0.0.7")
    made = (folder / "rpz" / f"{SHIPPED}.rpz.zone").read_bytes()
    owners = [line.split()[0] for line in made.decode("ascii").splitlines() if " CNAME " in line]
    bench.check("no owner that we write ends in a dot", owners and not [o for o in owners if o.endswith(".")], owners)


def run(bench, content):
    if not bench.need("named", "named-checkzone", "named-checkconf", "dig", "unbound", "unbound-checkconf"):
        return
    authority = Authority(bench)
    shipped_zone(bench, authority)
    strict_zone(bench, authority, content)
    traps(bench, authority)
