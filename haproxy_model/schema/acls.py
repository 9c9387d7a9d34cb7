"""The ACLs that exist without being defined: manual 7.4."""

from typing import Final

from haproxy_model.records import NamedTuple


class PredefinedAcl(NamedTuple):
    """An ACL that a condition may use at once; a section may define its own of the same name."""

    #: The name.
    name: str
    #: The words of its definition, in the latest version.
    definition: str
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it.
    removed: str = ""


#: name -> the ACL.
PREDEFINED: Final[dict[str, PredefinedAcl]] = {
    row.name: row
    for row in (
        PredefinedAcl("FALSE", "always_false"),
        PredefinedAcl("HTTP", "req.proto_http"),
        PredefinedAcl("HTTP_1.0", "req.ver 1.0"),
        PredefinedAcl("HTTP_1.1", "req.ver 1.1"),
        PredefinedAcl("HTTP_2.0", "req.ver 2.0"),
        PredefinedAcl("HTTP_3.0", "req.ver 3.0", since="2.9"),
        PredefinedAcl("HTTP_CONTENT", "req.hdr_val(content-length) gt 0"),
        PredefinedAcl("HTTP_URL_ABS", "url_reg ^[^/:]*://"),
        PredefinedAcl("HTTP_URL_SLASH", "url_beg /"),
        PredefinedAcl("HTTP_URL_STAR", "url *"),
        PredefinedAcl("LOCALHOST", "src 127.0.0.1/8 ::1"),
        PredefinedAcl("METH_CONNECT", "method CONNECT"),
        PredefinedAcl("METH_DELETE", "method DELETE"),
        PredefinedAcl("METH_GET", "method GET HEAD"),
        PredefinedAcl("METH_HEAD", "method HEAD"),
        PredefinedAcl("METH_OPTIONS", "method OPTIONS"),
        PredefinedAcl("METH_POST", "method POST"),
        PredefinedAcl("METH_PUT", "method PUT"),
        PredefinedAcl("METH_TRACE", "method TRACE"),
        PredefinedAcl("RDP_COOKIE", "req.rdp_cookie_cnt gt 0"),
        PredefinedAcl("REQ_CONTENT", "req.len gt 0"),
        PredefinedAcl("TRUE", "always_true"),
        PredefinedAcl("WAIT_END", "wait_end"),
    )
}
