"""Law 12: the servers that a running HAProxy uses, and the sessions that it keeps, are those that the model foretells.

Random pools, random changes of health: by `set server ... health` on the stats socket, by real checks that fail, and by
agents that drain; over TCP, and over HTTP with cookies, servers of templates and of other sections that are tracked,
forced persistence, and servers that refuse connections.
Behind each change several clients connect; who answers them, and which older sessions still live, is compared.
"""

from __future__ import annotations

import random
from pathlib import Path

import haproxy_model as hm
from haproxy_model.views.failover.choice import Choice
from haproxy_model.views.failover.nodes import Changes, Node, start

from .live import NAME, RUNNING, STARTING, STOPPED, STOPPING, Proxy, Services, Session, running
from .test_oracle import PROGRAM, _version, pytestmark as pytestmark

#: Any number will do: the pools and the changes follow from it.
SEED = 20260729
SOURCES = ("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.2")
#: What HAProxy calls the changes, and the states that they lead to.
COMMANDS = {"down": "down", "up": "up", "drained": "stopping", "undrained": "up"}
STATES = {"down": (STOPPED,), "up": (RUNNING, STARTING), "drained": (STOPPING,), "undrained": (RUNNING, STARTING)}


def pool(generator: random.Random, ports: dict[str, int], check: str) -> str:
    """The lines of a random section: options, balancing, stick rules, and two to four servers."""

    def sometimes(word: str, chance: float) -> list[str]:
        return [word] if generator.random() < chance else []

    version = tuple(map(int, _version().split(".")))
    algorithms = ["roundrobin", "static-rr", "source", "first", "hash int(1)"]
    # From 3.2 on leastconn now and then refuses connections although a server is up, whatever the model.
    algorithms += ["sticky"] if version >= (3, 0) else ["leastconn"]
    stick = [
        [],
        [],
        ["stick-table type integer size 10", "stick on int(1)"],
        ["stick-table type integer size 1 nopurge", "stick on int(1)"],
        ["stick-table type ip size 10", "stick on src"],
        ["stick-table type ip size 10", "stick match src", "stick store-request src"],
        ["use-server b if { src 127.0.0.3 }"],
        ["use-server c if TRUE"],
    ]
    lines = ["option httpchk", *sometimes("http-check disable-on-404", 0.3), *sometimes("option allbackups", 0.3)]
    lines += [f"balance {generator.choice(algorithms)}", "retries 0"] if generator.random() < 0.8 else []
    lines += generator.choice(stick)
    default = sometimes("backup", 0.3) + sometimes("on-marked-down shutdown-sessions", 0.4)
    lines.append(" ".join(["default-server", *default, *sometimes("on-marked-up shutdown-backup-sessions", 0.2)]))
    # `balance sticky` ignores weights, but a server that comes up again without one is not used.
    weightless = 0.0 if "balance sticky" in lines else 0.08
    names = list(ports)[: generator.randint(3, len(ports))]
    ids = generator.sample(range(1, 20), len(names))
    for name, id_ in zip(names, ids, strict=True):
        words = sometimes("backup", 0.4) + sometimes("weight 0", weightless) + sometimes("disabled", 0.05)
        words += sometimes("on-marked-down shutdown-sessions", 0.4) + sometimes("non-stick", 0.1)
        words += sometimes("on-marked-up shutdown-backup-sessions", 0.3) + sometimes(f"id {id_}", 0.3)
        fate = generator.random()
        # Who is tracked must be checked by itself: the first server always is.
        words += ["track a"] if fate < 0.07 and name != "a" else [check] if fate < 0.95 or name == "a" else []
        lines.append(f"server {name} 127.0.0.1:{ports[name]} {' '.join(words)}")
    return "".join(f" {line}\n" for line in lines)


class Follower:
    """What the model says of one section while HAProxy runs, and the clients that are connected."""

    def __init__(self, section: hm.Listen, proxy: Proxy, refusing: frozenset[str] = frozenset()) -> None:
        failover = hm.failover(section, version=_version())
        self.failover = failover
        self.name = str(section.name)
        self._choice = Choice(failover.pool)
        self._node = start(self._choice)
        self._proxy = proxy
        self._sessions: dict[str, Session] = {}
        self._refusing = refusing
        self._is_http = section.mode == "http"
        self.history: list[str] = []

    def possible(self) -> list[str]:
        """The changes that may come next, as words such as "down a"; a server in maintenance has no health."""
        enabled = {server.name for server in self.failover.servers if not server.disabled}
        roots = [(root, servers) for root, servers in self._choice.of_root.items() if root in enabled]
        return [f"{change} {root}" for (change, root), _ in Changes(self._choice, roots).behind(self._node)]

    def follow(self, change: str) -> None:
        """Take a change over that HAProxy has made, and see which sessions live on."""
        self.history.append(change)
        roots = list(self._choice.of_root.items())
        after = {f"{word} {root}": node for (word, root), node in Changes(self._choice, roots).behind(self._node)}
        self._node = after[change]
        held = self._choice.names(self._node.held)
        for server, session in list(self._sessions.items()):
            if server not in held:
                assert session.is_closed(), self._told(f"sessions on {server} are closed")
                self._sessions.pop(server).close()
        # Where clients may wait for a server, those that do follow when its sessions are closed: here nobody does.
        may_follow = self._choice.names(self._choice.waits)
        for server, session in list(self._sessions.items()):
            is_alive = session.is_alive()
            assert is_alive or server in may_follow, self._told(f"sessions on {server} live on")
            if not is_alive:
                self._sessions.pop(server).close()
                place = [each.name for each in self.failover.servers].index(server)
                self._node = self._node._replace(held=self._node.held & ~(1 << place))

    def connect(self) -> None:
        """Connect several clients and see who answers."""
        answers: dict[str | None, None] = {}
        node = self._node
        first = self._choice.offer(node.down, node.drained, node.stuck, node.elected)
        names = [server.name for server in self.failover.servers]
        for source, cookie in zip(SOURCES, ["", *names[: len(SOURCES) - 1]], strict=False):
            offer = self._choice.offer(node.down, node.drained, node.stuck, node.elected)
            expected = self._choice.names(offer.directed | offer.balanced)
            session = Session(self._proxy.ports[self.name], source, cookie if self._is_http else None)
            server = session.server
            answers[server] = None
            wanted = self._wanted(cookie)
            assert wanted in (None, server), self._told(f"{wanted} by its cookie, not {server}")
            if server is None and expected & self._refusing:
                session.close()
                continue
            if server is None:
                # Of clients with entries of their own, or under a condition, not every one is directed.
                assert not offer.balanced, self._told(f"{sorted(expected)}, not a refusal")
                assert not (offer.directed and self._is_certain(node)), self._told(f"{sorted(expected)}, not a refusal")
                session.close()
                continue
            assert server in expected, self._told(f"{sorted(expected)}, not {server}")
            bit = 1 << self._choice.places[server]
            node = node._replace(held=node.held | bit, stuck=self._choice.remembered(bit, node.stuck))
            if server in self._sessions:
                session.close()
            else:
                self._sessions[server] = session
        self._node = node
        said = self.failover.state(self._down())
        if not self._node.drained:
            assert answers.keys() - {None} <= said.candidates, self._told(f"candidates are {sorted(said.candidates)}")
            assert self._sessions.keys() <= said.sessions, self._told(f"sessions are on {sorted(said.sessions)}")
        if first.one_of and not first.directed:
            assert len(answers) == 1, self._told("one server at a time")
        self._compare_with_proofs(len(answers.keys() - {None}))

    def _is_certain(self, node: Node) -> bool:
        """Whether a rule, or a stick entry, directs every client to a server that is up."""
        pool = self.failover.pool
        up = self._choice.enabled & ~node.down
        targets = [self._choice.places[rule.target] for rule in pool.use_server if rule.always and rule.target]
        stuck = pool.stick == "constant" and not pool.cookies and bool(node.stuck & up)
        return stuck or any(up >> place & 1 for place in targets)

    def _wanted(self, cookie: str) -> str | None:
        """The server that a cookie leads to for sure."""
        pool = self.failover.pool
        if not pool.cookies or pool.use_server or cookie not in self._choice.places or cookie in self._refusing:
            return None
        bit = 1 << self._choice.places[cookie]
        has_cookie = self.failover.servers[self._choice.places[cookie]].has_cookie
        return cookie if has_cookie and bit & self._choice.enabled & ~self._node.down else None

    def _compare_with_proofs(self, answers: int) -> None:
        if self.failover.new_connections.holds:
            assert answers <= 1, self._told("new connections go to one server")
        if self.failover.sessions.holds:
            assert len(self._sessions) <= 1, self._told("sessions are on one server")

    def close(self) -> None:
        for session in self._sessions.values():
            session.close()

    def _down(self) -> list[str]:
        return [root for root, servers in self._choice.of_root.items() if servers & self._node.down]

    def _told(self, expected: str) -> str:
        lines = "\n ".join(" ".join(line.words) for line in self.failover.effective.statements)
        states = {server: row["srv_op_state"] for (_, server), row in self._proxy.servers(self.name).items()}
        return f"expected: {expected}\nafter {', '.join(self.history) or 'the start'}\n {lines}\nstates {states}"


def test_health_set_on_the_stats_socket_moves_connections_as_the_model_says(services: Services, tmp_path: Path) -> None:
    generator = random.Random(SEED)
    ports = {name: services.named(name) for name in "abcd"}
    check = f"check port {services.checked()} inter 1h rise 10"
    sections = {f"p{number}": pool(generator, ports, check) for number in range(50)}
    states = 0
    with running(str(PROGRAM), sections, tmp_path, " max-spread-checks 1\n") as proxy:
        config = hm.parse("".join(f"listen {name}\n bind 127.0.0.1:1\n{lines}" for name, lines in sections.items()))
        for section in config.listens:
            follower = Follower(section, proxy)
            proxy.wait_for_checks(follower.name)
            follower.connect()
            for _ in range(8):
                change = generator.choice(follower.possible() or [""])
                if not change:
                    break
                word, _, root = change.partition(" ")
                proxy.ask(f"set server {follower.name}/{root} health {COMMANDS[word]}")
                proxy.wait(follower.name, lambda rows, w=word, r=root: rows[r]["srv_op_state"] in STATES[w])
                follower.follow(change)
                follower.connect()
                states += 1
            follower.close()

    assert states >= 300


def test_checks_that_fail_move_connections_as_the_model_says(services: Services, tmp_path: Path) -> None:
    generator = random.Random(SEED)
    ports = {name: services.named(name) for name in "abc"}
    sections, checked = {}, {}
    for number in range(6):
        lines = pool(generator, ports, "check port {} inter 30ms fall 1 rise 1").split("{}")
        doors = [services.checked() for _ in lines[1:]]
        sections[f"p{number}"] = lines[0] + "".join(
            f"{door}{line}" for door, line in zip(doors, lines[1:], strict=True)
        )
        checked[f"p{number}"] = doors
    states = 0
    with running(str(PROGRAM), sections, tmp_path) as proxy:
        config = hm.parse("".join(f"listen {name}\n bind 127.0.0.1:1\n{lines}" for name, lines in sections.items()))
        for section in config.listens:
            follower = Follower(section, proxy)
            proxy.wait_for_checks(follower.name)
            follower.connect()
            doors = dict(zip(follower.failover.roots, checked[follower.name], strict=True))
            for _ in range(6):
                change = generator.choice([each for each in follower.possible() if "drained" not in each])
                word, _, root = change.partition(" ")
                (services.failing.add if word == "down" else services.failing.discard)(doors[root])
                proxy.wait(follower.name, lambda rows, w=word, r=root: rows[r]["srv_op_state"] in STATES[w])
                follower.follow(change)
                follower.connect()
                states += 1
            follower.close()

    assert states >= 30


class Door:
    """What is behind the servers of a section over HTTP."""

    def __init__(self, services: Services) -> None:
        self.tunnel = services.tunnel()
        self.checked = services.checked()
        self.refusing = services.refusing()


def http_pool(generator: random.Random, door: Door, agents: dict[str, int]) -> tuple[str, frozenset[str]]:
    """The lines of a random section over HTTP, and the servers of it that refuse connections.

    Args:
        generator: what chance follows.
        door: the ports of its servers and checks.
        agents: server -> the port of its agent, for those that may have one.
    """

    def sometimes(word: str, chance: float) -> list[str]:
        return [word] if generator.random() < chance else []

    lines = ["mode http", f"http-send-name-header {NAME}", "option httpchk", *sometimes("option allbackups", 0.3)]
    lines += sometimes("http-check disable-on-404", 0.3) + sometimes("cookie C insert indirect nocache", 0.6)
    balance = ["roundrobin", "static-rr", "source", "first", "leastconn", "random", "hash int(1)"]
    version = tuple(map(int, _version().split(".")))
    lines.append(f"balance {generator.choice(balance if version < (3, 0) else [*balance[:4], *balance[5:]])}")
    lines += generator.choice([["retries 0"], ["timeout connect 300ms", "retries 1", "option redispatch 1"]])
    lines += generator.choice(
        [[], [], [], ["option persist"], ["force-persist if TRUE"], ["force-persist if { src 127.0.0.3 }"]]
    )
    lines += generator.choice(
        [
            [],
            [],
            [],
            ["use-server b if { src 127.0.0.3 }"],
            ["use-server b unless { src 127.0.0.3 }", "use-server a if { src 127.0.0.4 }"],
            ["use-server c if TRUE"],
            ["use-server c if FALSE", "use-server b if TRUE"],
            ["stick-table type ip size 10", "stick on src"],
            ["stick-table type integer size 10", "stick on int(1)"],
            ["stick-table type string size 10", "stick match req.cook(C)", "stick store-request req.cook(C)"],
        ]
    )
    default = sometimes("backup", 0.2) + sometimes("on-marked-down shutdown-sessions", 0.4)
    lines.append(" ".join(["default-server", *default, *sometimes("on-marked-up shutdown-backup-sessions", 0.3)]))
    refusing = set()
    for name in "abc":
        words = sometimes("backup", 0.4) + sometimes("weight 0", 0.1) + sometimes("non-stick", 0.1)
        words += sometimes(f"cookie {name}", 0.7) + sometimes("on-marked-down shutdown-sessions", 0.3)
        words += sometimes("on-marked-up shutdown-backup-sessions", 0.3)
        fate = generator.random()
        # Both must disable on 404, or neither.
        track = "track drained/a" if "http-check disable-on-404" in lines else "track tracked/a"
        words += [track] if fate < 0.15 and name != "a" else [f"check port {door.checked} inter 1h rise 10"]
        if name in agents and fate > 0.6:
            words.append(f"agent-check agent-port {agents[name]} agent-inter 20ms")
        port = door.refusing if generator.random() < 0.15 else door.tunnel
        refusing |= {name} if port == door.refusing else set()
        lines.append(f"server {name} 127.0.0.1:{port} {' '.join(words)}")
    if generator.random() < 0.3:
        words = sometimes("backup", 0.5) + sometimes("cookie t", 0.5)
        check = f"check port {door.checked} inter 1h rise 10"
        lines.append(f"server-template t 2 127.0.0.1:{door.tunnel} {check} {' '.join(words)}")
    return "".join(f" {line}\n" for line in lines), frozenset(refusing)


def test_cookies_agents_and_refused_connections_lead_where_the_model_says(services: Services, tmp_path: Path) -> None:
    generator = random.Random(SEED)
    door = Door(services)
    agents = {f"p{number}": {name: services.agent() for name in "ab"} for number in range(24)}
    made = {name: http_pool(generator, door, own) for name, own in agents.items()}
    sections = {name: lines for name, (lines, _) in made.items()}
    sections["tracked"] = f" server a 127.0.0.1:{door.tunnel} check port {door.checked} inter 1h rise 10\n"
    sections["drained"] = f" option httpchk\n http-check disable-on-404\n{sections['tracked']}"
    states = 0
    with running(str(PROGRAM), sections, tmp_path, " max-spread-checks 1\n") as proxy:
        config = hm.parse("".join(f"listen {name}\n bind 127.0.0.1:1\n{lines}" for name, lines in sections.items()))
        for section in config.listens:
            if section.name not in made:
                continue
            follower = Follower(section, proxy, made[section.name][1])
            proxy.wait_for_checks(follower.name)
            follower.connect()
            for _ in range(6):
                change = generator.choice(follower.possible() or [""])
                if not change:
                    break
                _make(change, follower, proxy, services, agents[follower.name])
                follower.follow(change)
                follower.connect()
                states += 1
            follower.close()
            for tracked in ("tracked", "drained"):
                proxy.ask(f"set server {tracked}/a health up")
                proxy.wait(tracked, lambda rows: rows["a"]["srv_op_state"] in STATES["up"])
    services.said.clear()

    assert states >= 120


def _make(change: str, follower: Follower, proxy: Proxy, services: Services, agents: dict[str, int]) -> None:
    """Have a change of health happen, and wait until HAProxy has noticed."""
    word, _, root = change.partition(" ")
    section, _, name = root.rpartition("/")
    section = section or follower.name
    by_agent = root in follower.failover.pool.drained_by_agent
    if by_agent and word != "up":
        services.said.update({agents[name]: "drain"} if word == "drained" else {})
        if word != "drained":
            services.said.pop(agents[name], None)
        wanted = "8" if word == "drained" else "0"
        proxy.wait(section, lambda rows: rows[name]["srv_admin_state"] == wanted)
    if not by_agent or word in ("down", "up"):
        proxy.ask(f"set server {section}/{name} health {COMMANDS[word]}")
        proxy.wait(section, lambda rows: rows[name]["srv_op_state"] in STATES[word])
