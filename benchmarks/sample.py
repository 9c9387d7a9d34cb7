"""A configuration of any size in the shape of a large OpenStack controller: what the figures are measured on.

Deterministic: the same size always gives the same text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count

_SERVICES = (
    "keystone_api", "keystone_admin", "image_api", "compute_api", "metadata_api", "console_proxy", "placement_api",
    "network_api", "volume_api", "orchestration_api", "orchestration_cfn", "dashboard", "galera_cluster", "message_bus",
    "key_value_store", "object_proxy", "loadbalancer_api", "baremetal_api", "share_api", "secrets_api", "alarm_api",
    "metric_api", "event_api", "dns_api", "data_api", "queue_api", "workflow_api", "container_api", "database_api",
    "sdn",
)  # fmt: skip
_TCP = ("galera_cluster", "message_bus", "key_value_store")
_SIZES = (3, 3, 3, 3, 5, 9, 9, 12, 20, 30, 50)

_TOP = """\
# Written by the deployment tool; local changes are lost
global
  daemon
  user haproxy
  group haproxy
  log /dev/log local0
  log 10.0.0.5:514 local1 notice
  maxconn 4000
  chroot /var/lib/haproxy
  pidfile /run/haproxy.pid
  stats socket /var/lib/haproxy/admin.sock mode 600 level user
  stats timeout 2m
  ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256
  ssl-default-bind-options no-sslv3 no-tlsv10

defaults
  log global
  mode http
  maxconn 4096
  retries 3
  option redispatch
  option dontlognull
  timeout http-request 10s
  timeout queue 2m
  timeout connect 10s
  timeout client 2m
  timeout server 2m
  timeout check 10s
"""


def sample(lines: int) -> str:
    """A configuration of so many lines, every one ended by LF."""
    generator = random.Random(1987)
    result = _TOP.splitlines()
    for number in count():
        if len(result) >= lines:
            break
        result.extend(_service(number, generator))
    return "\n".join(result[:lines]) + "\n"


def pool(name: str, servers: int, *, sticky: bool = False) -> str:
    """A pool with one writer: a preferred server and backups, or all backups and a constant stick key."""
    lines = [f"listen {name}", "  default-server check on-marked-down shutdown-sessions backup"]
    lines += ["  stick-table type integer size 10", "  stick on int(1)"] if sticky else []
    first = "" if sticky else " no-backup on-marked-up shutdown-backup-sessions"
    for index in range(servers):
        lines.append(f"  server s{index} 10.0.{index >> 8}.{index & 255}:3306{'' if index else first}")
    return "\n".join(lines) + "\n"


def proxies(count: int) -> str:
    """So many backends of three servers, and as many frontends that lead to them."""
    lines = _TOP.splitlines()
    for number in range(count):
        host = f"{number >> 8 & 255}.{number & 255}"
        lines += ["", f"frontend in_{number}", f"  bind 192.168.{host}:80", "  acl is_api path_beg /v2"]
        lines += [f"  use_backend pool_{number} if is_api", f"  default_backend pool_{number}"]
    for number in range(count):
        host = f"{number >> 8 & 255}.{number & 255}"
        lines += ["", f"backend pool_{number}", "  mode tcp", "  default-server inter 2s rise 3 fall 2"]
        for place in range(3):
            lines.append(f"  server ctl{place} 10.{host}.{place + 1}:80 check{' backup' if place else ''}")
    return "\n".join(lines) + "\n"


def _service(number: int, generator: random.Random) -> Iterator[str]:
    service = _SERVICES[number % len(_SERVICES)]
    name, host = f"{service}_{number:05d}", f"{number >> 8 & 255}.{number & 255}"
    port = 1024 + number * 7 % 60000
    yield ""
    if number % 3 == 0:
        yield f'# {service}: number {number} of the list, don\'t "touch" it'
    if number % 50 == 49:
        yield from _virtual_hosts(service, name, host, port, generator)
    else:
        yield f"listen {name}"
        yield f"  bind 192.168.{host}:{port} transparent"
        if number % 4 == 0 and service not in _TCP:
            yield f"  bind 172.17.{host}:{port} transparent # inside"
        yield from _database(service) if service in _TCP else _api(number)
    yield from _servers(number, service, host, port, generator)


def _virtual_hosts(service: str, name: str, host: str, port: int, generator: random.Random) -> Iterator[str]:
    yield f"frontend in_{name}"
    yield f"  bind 192.168.{host}:{port} transparent"
    yield "    # by host name"
    for index in range(generator.randint(2, 12)):
        yield f"  acl host_{index} hdr(host) -i {service}{index}.example.com www.{service}{index}.example.com"
        yield f"  use_backend be_{name} if host_{index} !{{ path_beg /static }}"
    yield from (f"  default_backend be_{name}", "", f"backend be_{name}", "  balance leastconn")


def _database(service: str) -> Iterator[str]:
    yield from ("  mode tcp", "  option tcplog", "  option tcpka", "  timeout client 90m", "  timeout server 90m")
    if service == "galera_cluster":
        yield from ("  option httpchk", "  stick on dst", "  stick-table type ip size 1000")
    if service == "key_value_store":
        yield "  option tcp-check"
        for sent, expected in (("PING", "+PONG"), (r"info\ replication", "role:master"), ("QUIT", "+OK")):
            yield rf"  tcp-check send {sent}\r\n"
            yield f"  tcp-check expect string {expected}"


def _api(number: int) -> Iterator[str]:
    yield from (f"  balance {'source' if number % 5 == 0 else 'roundrobin'}", "  mode http")
    yield from ("  option httplog", "  option forwardfor")
    yield "  http-request set-header X-Forwarded-Proto https if { ssl_fc }"
    yield "  http-request set-header X-Forwarded-Proto http if !{ ssl_fc }"
    if number % 3 == 1:
        yield from (
            "  acl is_api path_beg /v2 /v3",
            "  acl bad_agent hdr_sub(user-agent) -i \"curl/7 (old)\" 'evil bot'",
        )
        yield "  http-request deny deny_status 403 if bad_agent !is_api"
        yield r'  http-response replace-header Location "^http://(.*)" "https://\1"'
    if number % 5 == 2:
        yield r'  log-format "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts \"%HM %HU\" %[capture.req.hdr(0)]" '
        yield from ("  option httpchk GET /healthcheck", '  http-check send hdr Host "api.example.com" # by name')
    if number % 7 == 3:
        yield "  redirect scheme https code 301 if !{ ssl_fc } !{ path_beg /.well-known/acme-challenge/ }"


def _servers(number: int, service: str, host: str, port: int, generator: random.Random) -> Iterator[str]:
    for index in range(generator.choice(_SIZES)):
        name = (
            f"ctl{index:02d}-{number:05d}" if number % 2 == 0 else f"overcloud-controller-{index}.internal.localdomain"
        )
        line = f"  server {name} 10.{host}.{index + 1}:{port} check inter 2000 rise 2 fall 5"
        if service in _TCP and index:
            line += " backup"
        if service == "galera_cluster":
            line += " on-marked-down shutdown-sessions port 9200"
        yield line + (" ssl verify none" if number % 11 == 5 else "")
