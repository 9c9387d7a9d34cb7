"""What is told of the failover of a pool, in words and roles: text and pictures show these same values.

A role is one of the text's: "good", "warning", "error", "gutter" or "" for plain.  Every text can be seen as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from haproxy_model.records import NamedTuple

#: What stands above the parts of a picture.
SCENE, STATES, ASSUMED = "With everything up", "Who serves in each health state", "As long as"

#: What a server is said to do that receives new connections, alone or as one of several; that perhaps does.
SERVING, PERHAPS = ("NEW", "one of"), "unknown"

#: A text and its role.
Piece = tuple[str, str]


class ShownState(NamedTuple):
    """A health state: a row of the table."""

    #: which servers are down
    title: str
    #: what each server does, in the order of the columns; empty where there are too many for columns
    cells: Sequence[Piece]
    #: who receives new connections, by name
    new: Piece
    #: on whom older sessions may remain, by name; empty where on nobody
    old: str
    #: whether everything is up
    is_start: bool


class ShownEvent(NamedTuple):
    """An event on the way to two servers."""

    text: str
    #: where sessions are after it, in words; empty where there are none
    sessions: str
    #: what each server of the proof does after it
    cells: Sequence[Piece]


class ShownProof(NamedTuple):
    """A verdict, and the way that leads to two servers."""

    #: what it is about
    subject: str
    #: the verdict in two words: "one server", "several servers", "a window", "unknown"
    short: str
    #: how good that is, or "unknown"
    role: str
    #: the verdict as the end of a sentence
    verdict: Sequence[Piece]
    events: Sequence[ShownEvent] = ()
    #: how many events are not shown, in words
    more: str = ""
    #: the servers that the events speak of, a column each
    columns: Sequence[str] = ()

    @property
    def heading(self) -> str:
        """What it is about, as a heading."""
        return self.subject[:1].upper() + self.subject[1:]

    @property
    def sentence(self) -> str:
        """The verdict in plain text."""
        return "".join(text for text, _ in self.verdict)


class ShownServer(NamedTuple):
    """A server of the picture."""

    name: str
    address: str
    backup: bool
    #: what it does with everything up
    cell: Piece
    #: what else decides: "disabled", "weight 0", what it tracks
    notes: Sequence[str] = ()


class ShownFront(NamedTuple):
    """A proxy through which clients come."""

    title: str
    addresses: Sequence[str]
    #: whether it is known to lead here; else it computes a name, which may be this one
    is_sure: bool = True


class Surroundings(NamedTuple):
    """What the picture shows around the verdicts: who comes in, who serves."""

    #: the proxy itself among them where it listens
    fronts: Sequence[ShownFront]
    servers: Sequence[ShownServer]
    #: how many servers are not shown, in words
    more: str = ""
    #: where clients go in place of the servers; empty where they go to servers
    elsewhere: str = ""

    @property
    def groups(self) -> Sequence[tuple[str, Sequence[ShownServer]]]:
        """The servers by what they are: those that are active, those that are backups."""
        kinds = (("active", False), ("backup", True))
        found = [(name, [server for server in self.servers if server.backup is backup]) for name, backup in kinds]
        return [(name, servers) for name, servers in found if servers]


class ShownPool(NamedTuple):
    """A pool, and what is known of it."""

    title: str
    #: its line, and its file where there are several
    where: str
    #: what is to be said first: there are no servers, or they are not used
    note: Piece | None = None
    #: the servers, a column each
    columns: Sequence[str] = ()
    states: Sequence[ShownState] = ()
    #: how many states are not shown, in words
    more: str = ""
    #: what the words of the cells mean
    legend: str = ""
    proofs: Sequence[ShownProof] = ()
    #: what the proofs take for granted
    assumed: Sequence[str] = ()

    @property
    def ways(self) -> Sequence[tuple[str, ShownProof]]:
        """The ways to two servers, each with its heading; one that breaks both proofs once."""
        found = [proof for proof in self.proofs if proof.events]
        if len(found) > 1 and found[0].events == found[1].events:
            return [(f"{found[0].heading} and {found[1].subject}, step by step", found[0])]
        return [(f"{proof.heading}, step by step", proof) for proof in found]


def serving(servers: Iterable[ShownServer]) -> str:
    """The role of those of some servers that receive new connections, perhaps at least; empty where none does."""
    return next((server.cell[1] for server in servers if server.cell[0] in (*SERVING, PERHAPS)), "")
