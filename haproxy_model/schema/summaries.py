"""What the typed attributes of lines and sections are, one line each; parameters have theirs in their rows.

Class and attribute, then the line; only `help` and `attrs.fields` ask.
"""

from typing import Final

_TABLE: Final = """
Acl.name: the name that conditions use; lines of one name are joined by OR
Acl.criterion: what is looked at: a fetch, or one of its derivatives such as path_beg
Acl.parameters: the flags and patterns after the criterion
Balance.algorithm: how a server is chosen: roundrobin, leastconn, first, source, uri, hdr(...)
Balance.parameters: the words after the algorithm
Bind.address: the first address; assigning changes it and keeps the others
Bind.listen: all the addresses as one word, with commas between
Capture.subject: what is kept for the logs: cookie, request or response
Capture.parameters: the words after it: header, the name, len and a length
CheckRule.step: what the health check does: connect, send, expect, comment, disable-on-404
CheckRule.parameters: the words after the step
Cookie.name: the cookie that ties a client to a server
Cookie.parameters: how it is used: rewrite, insert or prefix, and options
DefaultBackend.name: where connections go that no use_backend rule took
EnvironmentLine.name: the variable, the first of several
EnvironmentLine.value: its value, for setenv and presetenv
ErrorFile.code: the status that is answered with the file
ErrorFile.file: the whole answer, its headers included
Filter.name: the filter: compression, cache, spoe, trace, bwlim-in
Filter.parameters: the words after its name
Group.name: the name that http_auth_group asks for
Group.parameters: the words after it: users and their names
HashType.method: what happens when servers come and go: map-based or consistent
HashType.function: the hash function: sdbm, djb2, wt6, crc32, none
HashType.modifier: avalanche mixes the bits of a weak function
HttpError.code: the status that is answered
HttpError.parameters: content-type and the body, after the status
Log.target: global, or where log messages go: an address, a socket, a ring
Log.address: the target as an address; unread for global
Log.parameters: format, sampling, the facility and levels, after the target
Mailer.name: the name of the mail server
Mailer.address: its host and port
Mode.value: tcp, http, log, spop or haterm
Nameserver.name: the name of the DNS server
Nameserver.address: its host and port
Option.name: the option, such as httpchk or redispatch
Option.parameters: the words after its name, such as the request of httpchk
Peer.name: the name of the peer; one line has the name of this machine
Peer.address: where it listens for the others
Redirect.type: how the target is given: location, prefix or scheme
Redirect.to: where clients are sent, a log format
Redirect.condition: when the rule holds; None without a condition
Rule.condition: when the rule holds; None without a condition
Server.name: its name, unique in the proxy
Server.address: where it listens; in a peers section it may be missing
ServerTemplate.prefix_: what the names of the servers begin with
ServerTemplate.count: how many servers: a number such as 3, or a range such as 1-5
ServerTemplate.address: where they listen, mostly a host name that resolvers look up
Stats.name: what is set: enable, uri, auth, admin, refresh
Stats.parameters: the words after it
StatsSocket.listen: the socket that takes commands, as one word; several with commas between
StickRule.type: what the rule does: on, match, store-request or store-response
StickRule.pattern: the words of the expression that gives the key
StickRule.condition: when the rule holds; None without a condition
StickTable.parameters: type, size, expire, peers and what is stored
TcpRequestRule.level: when it runs: connection, session, content; or inspect-delay
Timeout.name: which timeout: connect, client, server, check, queue, tunnel
Timeout.value: how long; milliseconds without a unit
Tune.value: the first word after the setting
Tune.parameters: every word after the setting
User.name: the name of the user
User.parameters: the password and the groups
_Choice.name: the name that is chosen; a log format where it is computed from the request
_Choice.condition: when the rule holds; None without a condition
Global.maxconn: most connections that the process takes at once
Global.nbthread: how many threads the process has; by default one for each CPU
Global.chroot: directory that the process locks itself into
Global.user: user that the process runs as after its start
Global.group: group that the process runs as after its start
Global.pidfile: file that the process writes its number to
Global.daemon: whether the process goes to the background
Global.hard_stop_after: how long an old process lives on after a reload; milliseconds without a unit
LogForward.maxconn: most connections that are taken at once
LogForward.backlog: most connections that the system keeps waiting
Proxy.mode: tcp, http, log, spop or haterm; tcp where nothing is said
Proxy.maxconn: most connections that are taken at once
Proxy.backlog: most connections that the system keeps waiting
Proxy.fullconn: how many connections of the backend let servers reach their maxconn
Proxy.retries: how often a connection to a server is tried again; 3 by default
Proxy.balance: how a server is chosen, with its arguments
Proxy.hash_type: how hashes lead to servers
Proxy.cookie: the cookie that ties clients to servers, with its options
Proxy.source: the address that connections to servers come from
Proxy.http_reuse: when idle connections to servers are shared: never, safe, aggressive, always
Proxy.log_format: what a log line says
Proxy.log_format_sd: the structured data of a log line, RFC 5424
Proxy.error_log_format: what the log line of a failed connection says
Proxy.unique_id_format: how the unique identifier of a request is made
Proxy.log_tag: the tag of syslog messages
Proxy.default_backend: where connections go that no use_backend rule took
Proxy.disabled: whether the section is off
Proxy.enabled: whether the section is on again, where its defaults switched it off
NamedProxy.description: text for people, shown on the statistics page
NamedProxy.id: number of the proxy, unique among all
NamedProxy.guid: identifier of the proxy that survives reloads
Timeouts.client: how long a client may be silent
Timeouts.client_fin: how long a client may be silent that has closed its side
Timeouts.client_hs: how long a client may take for the TLS handshake
Timeouts.server: how long a server may be silent
Timeouts.server_fin: how long a server may be silent that has closed its side
Timeouts.connect: how long a connection to a server may take to come about
Timeouts.check: how long a health check may take once it is connected
Timeouts.queue: how long a request waits for a free server
Timeouts.tunnel: how long both sides of a tunnel may be silent
Timeouts.tarpit: how long a tarpitted client is kept waiting
Timeouts.http_request: how long a client may take to send the headers of a request
Timeouts.http_keep_alive: how long a connection waits for the next request
Timeouts.resolve: how long until a name is asked for again
Timeouts.retry: how long until a question to a DNS server is sent again
Timeouts.mail: how long sending an alert may take
"""

#: (class, attribute) -> what it is
SUMMARIES: Final = {
    (names.partition(".")[0], names.partition(".")[2]): text
    for names, _, text in (line.partition(": ") for line in _TABLE.strip().splitlines())
}
