"""Strict reading of a figures file: quoted numbers, known keys once each, real days, sources present."""

import re
from collections.abc import Hashable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import yaml

from legal.errors import FiguresInvalid
from legal.parameters.series import SECONDARY, Confidence, Source, not_read

NUMBER = re.compile(r"-?\d+(\.\d+)?")
WEB_ADDRESS = re.compile(r"https?://[\w-]+(\.[\w-]+)+(/\S*)?")
SOURCE_KEY = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")


class _UniqueKeyLoader(yaml.SafeLoader):
    """The safe loader, except that a repeated key is an error: plain YAML keeps the last one in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # Any: PyYAML's own
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise FiguresInvalid(f"key {key!r} occurs twice at line {key_node.start_mark.line + 1}")
            seen.add(key)
        return super().construct_mapping(node, deep)


class Record:
    """One mapping of a figures file. Every key must be asked for; `done` refuses the ones nobody knew."""

    def __init__(self, content: object, where: str) -> None:
        if not isinstance(content, dict):
            raise FiguresInvalid(f"{where}: a mapping was expected")
        self.content: dict[object, object] = content
        self.where = where
        self.asked: set[object] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def raw(self, key: str) -> object:
        """The value as YAML gave it. Raises FiguresInvalid when the key is missing or empty."""
        self.asked.add(key)
        value = self.content.get(key)
        if value is None:
            raise FiguresInvalid(f"{self.where}: {key} is missing")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text; `default` when the key may be absent."""
        if default is not None and key not in self.content:
            return default
        value = self.raw(key)
        if not isinstance(value, str) or not value.strip():
            raise FiguresInvalid(f"{self.where}: {key} must be a text")
        return value

    def number(self, key: str) -> Decimal:
        """A number that was written between quotes: an unquoted one has already been through a float."""
        value = self.raw(key)
        if not isinstance(value, str) or not NUMBER.fullmatch(value):
            raise FiguresInvalid(f"{self.where}: {key} must be a number between quotes, found {value!r}")
        return Decimal(value)

    def whole(self, key: str) -> int:
        """A whole number between quotes."""
        value = self.number(key)
        if value != value.to_integral_value():
            raise FiguresInvalid(f"{self.where}: {key} must be a whole number")
        return int(value)

    def day(self, key: str) -> date:
        """A day."""
        value = self.raw(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise FiguresInvalid(f"{self.where}: {key} must be a day, found {value!r}")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when absent."""
        self.asked.add(key)
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise FiguresInvalid(f"{self.where}: {key} must be true or false")
        return value

    def records(self, key: str) -> list["Record"]:
        """A list of mappings with at least one."""
        value = self.raw(key)
        if not isinstance(value, list) or not value:
            raise FiguresInvalid(f"{self.where}: {key} must be a list")
        return [Record(item, f"{self.where}.{key}[{index}]") for index, item in enumerate(value)]

    def sources(self, known: dict[str, Source]) -> tuple[Source, ...]:
        """The sources that the record names, all of them in the file's own list, the official ones first."""
        names = self.raw("sources")
        if not isinstance(names, list) or not names:
            raise FiguresInvalid(f"{self.where}: at least one source must be named")
        unknown = [name for name in names if name not in known]
        if unknown or len(set(names)) != len(names):
            raise FiguresInvalid(f"{self.where}: unknown or repeated sources {unknown or names}")
        found = tuple(known[name] for name in names)
        if sorted(found, key=lambda source: not source.is_official) != list(found):
            raise FiguresInvalid(f"{self.where}: the official sources must come first in {names}")
        return found

    def note(self, known: dict[str, Source]) -> str:
        """A remark for those who keep the file; it may be absent, and cites sources of the file's own list only."""
        self.asked.add("note")
        text = self.text("note", "")
        unknown = [key for key in SOURCE_KEY.findall(text) if key not in known]
        if unknown:
            raise FiguresInvalid(f"{self.where}: the note cites {', '.join(unknown)}, not among the sources")
        return text

    def confidence(self, sources: tuple[Source, ...]) -> Confidence:
        """The stated confidence; two sources must be two."""
        text = self.text("confidence")
        if text not in list(Confidence):
            raise FiguresInvalid(f"{self.where}: confidence {text!r} is not one of {list(map(str, Confidence))}")
        if text == Confidence.TWO_SOURCES and len(sources) == 1:
            raise FiguresInvalid(f"{self.where}: two sources are claimed, {len(sources)} named")
        return Confidence(text)

    def done(self) -> None:
        """Refuses keys that nobody asked for."""
        unknown = [str(key) for key in self.content if key not in self.asked]
        if unknown:
            raise FiguresInvalid(f"{self.where}: unknown keys {', '.join(unknown)}")


def parse(text: str, where: str) -> Record:
    """The top mapping of a figures file. Raises FiguresInvalid when it is no YAML or repeats a key."""
    try:
        return Record(yaml.load(text, Loader=_UniqueKeyLoader), where)  # noqa: S506 - a subclass of SafeLoader
    except yaml.YAMLError as error:
        raise FiguresInvalid(f"{where}: {error}") from error


def source_list(record: Record) -> dict[str, Source]:
    """The file's sources by key."""
    content = record.raw("sources")
    if not isinstance(content, dict) or not content:
        raise FiguresInvalid(f"{record.where}: sources must be listed")
    return {str(key): _source(Record(value, f"{record.where}.sources.{key}")) for key, value in content.items()}


def refuse_unused(known: dict[str, Source], used: Iterable[Source], where: str) -> None:
    """Refuses a listed source that supports no figure."""
    named = {id(source) for source in used}  # by identity: two unpublished sources are equal
    unused = [key for key, source in known.items() if id(source) not in named]
    if unused:
        raise FiguresInvalid(f"{where}: sources {', '.join(unused)} support no figure")


def _source(record: Record) -> Source:
    """An official text under its `name`, or what a `secondary` source is with the publication that it `cites`.

    Either stands at a web `address`, or is `unpublished: true`: no address at which it can be read is known.
    """
    if ("name" in record) is ("secondary" in record):
        raise FiguresInvalid(f"{record.where}: a source is official by its name, or secondary")
    if "name" in record:
        source = Source(name=record.text("name"), address=_address(record))
    else:
        record.text("secondary")
        cites = record.text("cites", "")
        name = not_read(cites) if cites else SECONDARY
        source = Source(name=name, address=_address(record), is_official=False)
        record.asked.add("cites")
    record.done()
    return source


def _address(record: Record) -> str:
    if ("address" in record) is record.flag("unpublished"):
        raise FiguresInvalid(f"{record.where}: a source has an address, or is `unpublished: true`")
    address = record.text("address") if "address" in record else ""
    if address and not WEB_ADDRESS.fullmatch(address):
        raise FiguresInvalid(f"{record.where}: {address!r} is no web address")
    return address
