"""From a declaration and the words of a command line to the call that they come to."""

from __future__ import annotations

import sys

from svc.errors import Several, T, Text, UsageError
from svc.options import HELP, SWITCHES, Arg, Call, GlobalOptions, Kind, Opt, Param, Run
from svc.spare import cache
from svc.typed import Any, Mapping, Sequence

_NONE = type(None)
_FIELD_NAME = str.maketrans("：~～<>≥≤!", "::::::::")
"""What ends the name of a field in a query."""


def declared(run: Run) -> tuple[Param, ...]:
    """The parameters of a command's ``run``, the context left out, those of bundles among them."""
    return tuple(param for name, hint, defaults in _declarations(run) for param in _params(name, hint, defaults))


@cache
def _declarations(run: Run) -> list[tuple[str, Any, dict[str, Any]]]:
    """Name, annotation and the defaults of each parameter."""
    # Read from the function itself: inspect.signature would cost every command its import; the context's own
    # annotation need not exist at run time.
    code = run.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    given: tuple[Any, ...] = run.__defaults__ or ()
    defaults: dict[str, Any] = dict(zip(names[code.co_argcount - len(given) :], given, strict=False))
    defaults |= run.__kwdefaults__ or {}
    hints = _evaluated(run.__annotations__, run.__globals__, names[1:])
    return [(name, hint, defaults) for name, hint in hints.items()]


def _params(name: str, hint: Any, defaults: Mapping[str, Any]) -> list[Param]:
    if not _is_bundle(hint):
        return [_param(name, hint, defaults)]
    return [_param(part, each, hint._field_defaults) for part, each in _parts(hint)]


@cache
def _parts(bundle: Any) -> list[tuple[str, Any]]:
    """The annotations of a bundle."""
    return list(_evaluated(bundle.__annotations__, vars(sys.modules[bundle.__module__]), bundle._fields).items())


def _is_bundle(hint: Any) -> bool:
    return isinstance(hint, type) and hasattr(hint, "_field_defaults")


def _bundled(run: Run, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments as ``run`` takes them: those of a bundle put together."""
    found = dict(arguments)
    for name, hint, _ in _declarations(run):
        if _is_bundle(hint):
            found[name] = hint(**{part: found.pop(part) for part in hint._fields})
    return found


def _evaluated(annotations: Mapping[str, Any], scope: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The annotations of the names, as typing.get_type_hints tells them at ten times the price."""
    found = ((name, annotations[name]) for name in names)
    return {name: eval(hint, scope) if isinstance(hint, str) else hint for name, hint in found}


def _param(name: str, hint: Any, defaults: Mapping[str, Any]) -> Param:
    spec = getattr(hint, "spec", None)
    if spec is None:
        raise TypeError(f"parameter {name!r} is declared without Arg or Opt")
    return Param(name, spec, _kind(hint.kind), defaults.get(name), name not in defaults)


def _kind(hint: Any) -> Kind:
    parts = getattr(hint, "__args__", ())
    hint = next((part for part in parts if part is not _NONE), hint) if _NONE in parts else hint
    if hint is bool:
        return "flag"
    if hint is int:
        return "number"
    return "many" if getattr(hint, "__origin__", None) in (list, tuple, Sequence) else "text"


def with_switches(params: tuple[Param, ...]) -> tuple[Param, ...]:
    """The parameters, --help, and the global switches whose names the command has not taken for itself."""
    taken = {name for param in params for name in (param.name, *param.names)}
    return params + tuple(s for s in (*SWITCHES, HELP) if taken.isdisjoint((s.name, *s.names)))


def looks_like_option(token: str, by_name: Mapping[str, Param]) -> bool:
    """Whether a word is an option: not a word of a query with not before it, ``-type:enquiry`` or ``-(a or b)``."""
    if len(token) < 2 or token[0] != "-":
        return False
    if not token[1].isascii() or token[1] in "(\"'@!":
        return False
    name = token[1:].translate(_FIELD_NAME).partition(":")[0]
    is_negated = len(name) > 1 and len(name) < len(token) - 1 and name.replace("_", "").replace(".", "").isalpha()
    short = by_name.get(token[:2])
    return not (is_negated and (short is None or short.kind in ("flag", "number")))


class MissingError(UsageError):
    """Words that a command line lacks; ``lists``: those from a list of codes, of the desk at ``directory``."""

    def __init__(self, message: Text, lists: tuple[tuple[str, str], ...], directory: str = ".") -> None:
        super().__init__(message)
        self.lists = lists
        self.directory = directory


def bind(params: Sequence[Param], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Check what was given (None is: not given), name all that is missing at once, fill in the defaults."""
    raw = _first_come(params, raw)
    missing = [p.title for p in params if p.required and raw.get(p.name) in (None, (), [])]
    if missing:
        lists = tuple((p.title, p.spec.codes) for p in params if p.title in missing and p.spec.codes)
        raise MissingError(T("missing: {names}", names=Several(missing)), lists)
    return {p.name: _value(p, raw.get(p.name)) for p in params}


def _first_come(params: Sequence[Param], raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Too few words fill the first places, so that what is missing is named by its name: ``svc move ID``."""
    places = [p for p in params if isinstance(p.spec, Arg)]
    if not places or places[0].kind != "many" or not places[0].required or raw.get(places[0].name):
        return raw
    first, *others = (p.name for p in places)
    given = [raw[name] for name in others if raw.get(name) is not None]
    moved = [*given[1:], *[None] * (len(others) - len(given[1:]))]
    return {**raw, first: given[:1], **dict(zip(others, moved, strict=True))}


def _value(param: Param, given: Any) -> Any:
    if given is None or (param.kind == "many" and not given):
        return param.default
    if param.kind == "number":
        return _number(param, given)
    if param.kind == "many":
        return [_chosen(param, word) for word in given]
    return given if param.kind == "flag" else _chosen(param, given)


def _number(param: Param, given: str) -> int:
    try:
        number = int(given)
    except ValueError:
        raise UsageError(T("{name}: '{value}' is not a whole number", name=param.title, value=given)) from None
    least = param.spec.least if isinstance(param.spec, Opt) else None
    if least is not None and number < least:
        raise UsageError(T("{name}: {value} is less than {least}", name=param.title, value=number, least=least))
    return number


def _chosen(param: Param, given: str) -> str:
    choices = param.choices
    if not choices or given in choices:
        return given
    known = Several(choices)
    message = T("{name}: '{value}' is not one of {choices}", name=param.title, value=given, choices=known)
    raise UsageError(with_guess(message, given, choices))


def call(verb: str, run: Run, raw: Mapping[str, Any], options: GlobalOptions) -> Call:
    """The call that the words given for ``run`` come to; switches count wherever they stand."""
    on: dict[str, Any] = {s.name: True for s in SWITCHES if raw.get(s.name) is True}
    try:
        arguments = _bundled(run, bind(declared(run), raw))
    except MissingError as error:
        said = misused(verb, error.message)
        error.message, error.hint, error.directory = said.message, said.hint, options.directory
        raise
    except UsageError as error:
        raise misused(verb, error.message) from None
    return Call(verb, run, arguments, options._replace(**on))


def with_guess(message: Text, name: str, known: Sequence[str]) -> Text:
    """The message with those of the known words that may have been meant."""
    from difflib import get_close_matches

    bare = {word.lstrip("-"): word for word in known}
    near = [bare[word] for word in get_close_matches(name.lstrip("-"), bare)]
    return T("{message}; did you mean {names}?", message=message, names=Several(near)) if near else message


def misused(verb: str, message: Text) -> UsageError:
    """The error that says what is wrong with a command line, and where its help is."""
    if not verb:
        return UsageError(message, see_help())
    return UsageError(T("svc {verb}: {message}", verb=verb, message=message), see_help(verb))


def see_help(verb: str = "") -> Text:
    """The hint that closes every message about a command line."""
    return T("see: {command}", command=f"svc {verb} --help" if verb else "svc --help")
