"""What stands at a path, read and written: an attribute of a line, a setting of a section, a line, a section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from haproxy_model.api import parse
from haproxy_model.cli.paths import Found, Segment, attribute_named, key_of, lines_of, written
from haproxy_model.errors import InvalidValue, UnknownName, near
from haproxy_model.model.config import Config
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import masked, masked_line
from haproxy_model.model.other_lines import Directive
from haproxy_model.model.params import WithParams
from haproxy_model.model.section import Section
from haproxy_model.model.single import Setting, Text, Words
from haproxy_model.model.virtual_fields import Typed, typed_attributes
from haproxy_model.records import NamedTuple
from haproxy_model.schema.keywords import rows
from haproxy_model.syntax.quoting import quote, split
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import effective

#: What of a line is its key, or all of its words.
_NO_ATTRIBUTES = frozenset(("name", "parameters", "value"))
#: From so many attributes on a line is a list of them; else it is its value.
_MANY = 3
#: Keywords whose next word says which of them a line is.
_KEYED = ("option", "timeout")
#: Sections that take over what a `defaults` section says.
_INHERITING = ("frontend", "listen", "backend")
#: Attributes of sections that are in their header.
_HEADER = {"name": "name", "from": "from_defaults"}
ON, OFF = "on", "off"


class Attribute(NamedTuple):
    """What may stand at a path."""

    name: str
    #: what stands there, as HAProxy writes it; None where nothing does
    value: str | None
    #: what it is, in one line
    summary: str = ""


def is_listed(kind: type[Statement]) -> bool:
    """Whether lines of a class are shown attribute by attribute."""
    return len({name for name, _ in typed_attributes(kind)} - _NO_ATTRIBUTES) >= _MANY


def value_at(found: Found) -> str | None:
    """The value at a path, as HAProxy writes it; None where nothing stands there.

    Raises:
        UnknownName: nothing of this name can stand there.
    """
    section, line, rest = found.section, found.line, found.rest
    if section is None:
        return None
    if line is not None and rest:
        return _attribute_value(line, _attribute(line, rest))
    if line is not None:
        words = _behind(line)
        if line.keyword == "option" and (line.prefix is not None or not words):
            return ON if line.prefix is None else OFF
        return " ".join(map(quote, words))
    owner = setting_of(section, rest)
    if owner is not None:
        return said(getattr(*owner))
    if len(rest) == 1 and rest[0].text in _HEADER:
        return said(getattr(section, _HEADER[rest[0].text]))
    _require_known(section, rest)
    return None


def assign(found: Found, text: str) -> None:
    """Put a value at a path.

    Raises:
        InvalidValue: it is not a value for it.
        UnknownName: nothing of this name can stand there.
    """
    section, line, rest = found.section, found.line, found.rest
    if section is None:
        raise UnknownName(f"there is no {_said(rest)} here: add it first")
    if line is not None and rest:
        _put(line, _attribute(line, rest), rest[0].text, text)
        return
    if line is None and any(each.number is not None for each in rest):
        raise UnknownName(f"there is no {_said(rest)} here: `add` puts another line beside those that there are")
    path = _path(found)
    if path[-2:-1] == ("option",) and text in (ON, OFF):
        _switch(found.config, section, path[-1], is_on=text == ON)
        return
    setting = setting_of(section, tuple(map(Segment, path)))
    if setting is not None:
        owner, name = setting
        is_presence = not isinstance(getattr(type(owner), name), (Setting, Text, Words))
        setattr(owner, name, _flag(text, path[-1]) if is_presence else text)
    elif line is not None and not is_listed(type(line)):
        line.words = (*path, *split(text, "a sequence of words"))
    elif line is not None:
        names = ", ".join(name for name in names_of(type(line)) if not name.endswith("_"))[:200]
        raise InvalidValue(f"say which part of the line is to be set: {names} …")
    elif path == ("name",):
        raise InvalidValue("a name is used elsewhere, too: `haproxy-model rename` changes it everywhere")
    elif path == ("from",):
        raise InvalidValue("which `defaults` a section starts from is said in its header: change that by hand")
    else:
        _require_known(section, rest)
        section.statements.append(" ".join((*map(quote, path), text)))


def add(found: Found, text: str) -> None:
    """Add a section, or a line with words behind what the path names.

    Raises:
        InvalidValue: it is there already, or HAProxy would not take it.
        UnknownName: nothing of this name can stand there.
    """
    section, line, rest = found.section, found.line, found.rest
    if section is None:
        kind, *names = [each.text for each in rest]
        if len(names) > 1:
            raise UnknownName(f"there is no `{kind} {names[0]}` here: add it first")
        header = " ".join([kind, *map(quote, names), text]).strip()
        (section,) = parse(header).sections
        found.config.sections.append(section.copy())
        return
    if line is not None or not rest:
        what = masked_line(line.text.strip()) if line is not None else section.title
        raise InvalidValue(f"`{what}` is there already: `set` changes it")
    _require_known(section, rest)
    if len(rest) == 1 and rest[0].number is None:
        _require_free(section, rest[0].text, text)
    alike = lines_of(section, rest[0].text)
    new = " ".join([*(quote(each.text) for each in rest), text]).strip()
    # Rules run in the order of their lines; beside an `.if` block it is not known whose branch the last one is in.
    if alike and not any(isinstance(line, Directive) for line in section.statements):
        section.statements.insert_after(alike[-1], new)
    else:
        section.statements.append(new)


def _require_free(section: Section, keyword: str, text: str) -> None:
    """Refuse another line where the section has one that is called the same, or whose value stands once.

    Raises:
        InvalidValue: there is one.
    """
    words = split(text, "a sequence of words")
    key = next(iter(words), None)
    is_single = setting_of(section, (Segment(keyword),)) is not None
    for line in lines_of(section, keyword):
        # ACL lines of one name are alternatives.
        is_alike = key_of(line) == key and keyword != "acl" and (is_named(line) or keyword in _KEYED)
        if is_single or is_alike:
            raise InvalidValue(f"`{masked_line(line.text.strip())}` is there already: `set` changes it")


def remove(found: Found) -> None:
    """Take away what stands at a path.

    Raises:
        UnknownName: nothing stands there.
        InvalidValue: the line cannot be without it.
    """
    section, line, rest = found.section, found.line, found.rest
    if section is None or (rest and value_at(found) is None):
        raise UnknownName(f"there is no {_said(rest)} here: nothing was removed")
    if line is None and not rest:
        found.config.sections.remove(section)
    elif line is not None and not rest:
        section.statements.remove(line)
    elif line is not None:
        name = _attribute(line, rest)
        setattr(line, name, False if is_flag(type(line), name) else None)
    else:
        owner = setting_of(section, rest)
        if owner is None:
            raise InvalidValue(f"{_said(rest)} cannot be taken away: only changed")
        setattr(*owner, None)


def listing(found: Found) -> Iterator[Attribute]:
    """What can stand at a path: sections, lines of a section, attributes of a line; what is there comes first."""
    section, line = found.section, found.line
    if section is None:
        for each in found.config.sections:
            yield Attribute(written(*filter(None, (each.kind, each.name))), "", "")
    elif line is not None:
        yield from sorted(_attributes(line), key=lambda each: each.value in (None, OFF))
    else:
        yield from _lines(section)


def names_of(kind: type[Statement]) -> Iterator[str]:
    """The attributes of a class, as HAProxy spells them."""
    for name, attribute in typed_attributes(kind):
        yield _spelled(name, attribute)


def said(value: object) -> str | None:
    """A value of an attribute as HAProxy writes it, `on` or `off` for a flag; None for none."""
    if value is None:
        return None
    if isinstance(value, bool):
        return ON if value else OFF
    if isinstance(value, Unread):
        return value.text
    if isinstance(value, (tuple, list)):
        return " ".join(quote(str(each)) for each in value)
    return str(value)


def setting_of(section: Section, rest: tuple[Segment, ...]) -> tuple[Any, str] | None:
    """What has a setting of a section as its attribute, and the name of that; None where there is none."""
    words = tuple(each.text for each in rest)
    if any(each.number is not None for each in rest):
        return None
    for owner in (section, getattr(section, "timeouts", None)):
        for name, attribute in typed_attributes(type(owner)) if owner is not None else ():
            if getattr(attribute, "path", None) == words:
                return owner, name
    return None


def is_flag(kind: type[Statement], name: str) -> bool:
    """Whether an attribute is a flag."""
    attribute = getattr(kind, name)
    return isinstance(attribute, Typed) and attribute.type_in(kind) is bool


def _attributes(line: Statement) -> Iterator[Attribute]:
    for name, attribute in typed_attributes(type(line)):
        summary = attribute.summary if isinstance(attribute, Typed) else (attribute.__doc__ or "").partition("\n")[0]
        yield Attribute(_spelled(name, attribute), _attribute_value(line, name), summary)


def _lines(section: Section) -> Iterator[Attribute]:
    """The lines of a section by their paths, each with its words."""
    lines = list(section.statements)
    alike = Counter((line.keyword, key_of(line)) for line in lines)
    every = Counter(line.keyword for line in lines)
    seen: Counter[str] = Counter()
    for line in lines:
        keyword, key = line.keyword, key_of(line)
        seen[keyword] += 1
        if key is not None and is_named(line) and alike[keyword, key] == 1:
            path = written(keyword, key)
        else:
            path = written(keyword) + ("" if every[keyword] == 1 else f"[{seen[keyword]}]")
        shown = masked(line.words)
        yield Attribute(path, " ".join(map(quote, shown[len(shown) - len(_behind(line)) :])))


def is_named(line: Statement) -> bool:
    """Whether the first word behind the keyword of a line is a name, so that the line is called by it."""
    if not isinstance(getattr(line, "name", None), str):
        return False
    # What a section has once is its value: `default_backend`, `cookie`.
    return line.section is None or setting_of(line.section, (Segment(line.keyword),)) is None


def _spelled(name: str, attribute: object) -> str:
    keyword = getattr(attribute, "keyword", None)
    return keyword if isinstance(keyword, str) else name.rstrip("_").replace("_", "-")


def _attribute(line: Statement, rest: tuple[Segment, ...]) -> str:
    name = attribute_named(type(line), rest[0].text) if len(rest) == 1 and rest[0].number is None else None
    if name is None:
        hint = near(rest[0].text, names_of(type(line)))
        raise UnknownName(f"a line of `{line.keyword}` has no {rest[0].text!r}{hint}")
    return name


def _require_known(section: Section, rest: tuple[Segment, ...]) -> None:
    if not rows(section.kind, rest[0].text):
        from haproxy_model.schema.keywords import first_words

        known = near(rest[0].text, first_words(section.kind))
        raise UnknownName(f"`{section.kind}` has no {rest[0].text!r}{known}")


def _path(found: Found) -> tuple[str, ...]:
    """The words at which a value is put: those of the line that is there, else those of the path."""
    if found.line is None:
        return tuple(each.text for each in found.rest)
    line = found.line
    head = (line.keyword,) if line.prefix is None else (line.prefix, line.keyword)
    return (*head, *line.arguments[: len(line.arguments) - len(_behind(line))])


def _behind(line: Statement) -> tuple[str, ...]:
    """The words behind what a path names of a line."""
    return line.arguments[1:] if is_named(line) else line.arguments


def _attribute_value(line: Statement, name: str) -> str | None:
    """What an attribute says, in the words of the line where it is a parameter with a value."""
    keyword = _spelled(name, getattr(type(line), name))
    if isinstance(line, WithParams) and not is_flag(type(line), name):
        values = line.values(keyword) if keyword in {param.keyword for param in line.params} else ()
        if values:
            return values[-1]
    return said(getattr(line, name))


def _put(line: Statement, name: str, spelled: str, text: str) -> None:
    """Give an attribute of a line a value.

    Raises:
        InvalidValue: it is not a value for it, or the attribute is worked out from others.
    """
    attribute = getattr(type(line), name)
    if isinstance(attribute, property) and attribute.fset is None:
        raise InvalidValue(f"`{spelled}` follows from the whole line: remove the line, and add it as it should be")
    setattr(line, name, _flag(text, spelled) if is_flag(type(line), name) else text)


def _switch(config: Config, section: Section, name: str, *, is_on: bool) -> None:
    """Switch an option on or off: where the `defaults` of a proxy have it on, `no option` is what switches it off."""
    denied = None
    for line in lines_of(section, "option"):
        if key_of(line) != name:
            continue
        if line.prefix is not None:
            denied = line
        elif is_on:
            return
        else:
            section.statements.remove(line)
    if is_on and denied is not None:
        denied.words = ("option", name)
    elif is_on:
        section.statements.append(f"option {quote(name)}")
    elif denied is None and section.kind in _INHERITING and effective(config, section).option(name).value:
        section.statements.append(f"no option {quote(name)}")


def _flag(text: str, name: str) -> bool:
    if text not in (ON, OFF):
        raise InvalidValue(f"{name!r} is a flag: give on or off, not {text!r}")
    return text == ON


def _said(rest: tuple[Segment, ...]) -> str:
    return repr("/".join(f"{each.text}[{each.number}]" if each.number else each.text for each in rest))
