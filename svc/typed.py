"""What annotations and records are made of, without ``typing``: its import takes longer than most of a list.

Whoever checks types sees the real ones. At run time a record is made in a tenth of the time, an ``Annotated`` keeps
its two parts, and the rest, which annotations alone name, is next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable as Callable
    from collections.abc import Collection as Collection
    from collections.abc import Generator as Generator
    from collections.abc import Iterable as Iterable
    from collections.abc import Iterator as Iterator
    from collections.abc import Mapping as Mapping
    from collections.abc import Sequence as Sequence
    from typing import IO as IO
    from typing import Annotated as Annotated
    from typing import Any as Any
    from typing import Literal as Literal
    from typing import NamedTuple as NamedTuple
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
    from typing import TextIO as TextIO
    from typing import TypeAlias as TypeAlias
    from typing import TypeVar as TypeVar
else:
    # As os imports it; collections.abc would import collections as well.
    from _collections_abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence  # noqa: F401

    try:
        from _collections import _tuplegetter as _getter
    except ImportError:

        def _getter(place, doc):
            return property(lambda self: self[place], doc=doc)

    class _Record(type):
        """Makes of a class with annotations what typing.NamedTuple makes of it."""

        def __new__(meta, name, bases, space):
            if not bases:
                return super().__new__(meta, name, bases, space)
            fields = tuple(space.get("__annotations__", ()))
            space["_fields"] = space["__match_args__"] = fields
            space["_field_defaults"] = {field: space[field] for field in fields if field in space}
            space["__slots__"] = ()
            for place, field in enumerate(fields):
                space[field] = _getter(place, field)
            for method in (_make, _replace, _asdict, __getnewargs__, __repr__):
                space.setdefault(method.__name__, method)
            space["__new__"] = _constructor(len(fields))
            return type(name, (tuple,), space)

    def _constructor(count):
        new = tuple.__new__

        def __new__(cls, *values, **named):  # noqa: N807
            return new(cls, values if len(values) == count and not named else _completed(cls, values, named))

        return __new__

    def _completed(cls, values, named):
        """The values of all fields; those not given by place or name are the defaults."""
        tail = tuple(cls._field_defaults.values())
        if not named and len(values) < len(cls._fields) <= len(values) + len(tail):
            return values + tail[len(values) - len(cls._fields) :]
        given = dict(zip(cls._fields, values, strict=False))
        whole = cls._field_defaults | given | named
        if len(values) > len(cls._fields) or given.keys() & named or len(whole) != len(cls._fields):
            known, lacking = set(cls._fields), set(cls._fields) - set(whole)
            wrong = sorted(lacking or set(named) - known or given.keys() & named.keys()) or "too many values"
            raise TypeError(f"{cls.__name__}: {wrong}")
        try:
            return [whole[field] for field in cls._fields]
        except KeyError as error:
            raise TypeError(f"{cls.__name__}: {error}") from None

    @classmethod
    def _make(cls, values):
        """A record of these values."""
        return cls(*values)

    def _replace(self, **changes):
        """The record with other values for some fields."""
        found = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"{type(self).__name__}: {sorted(changes)}")
        return found

    def _asdict(self):
        """The values by field."""
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self):  # noqa: N807
        return tuple(self)

    def __repr__(self):  # noqa: N807
        fields = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({fields})"

    class NamedTuple(metaclass=_Record):
        """The base of records."""

    class Annotated:
        """``Annotated[kind, spec]``: both are kept."""

        __slots__ = ("kind", "spec")

        def __class_getitem__(cls, parts):
            found = cls()
            found.kind, found.spec = parts
            return found

    class Literal:
        """``Literal["a", "b"]`` is a str."""

        def __class_getitem__(cls, parts):
            return str

    class TypeVar:
        """``TypeVar("T")``."""

        def __init__(self, name, *bounds, **more):
            self.name = name

    class Protocol:
        """The base of what is asked of an object."""

    Any = NoReturn = TextIO = TypeAlias = object
    IO = Literal
