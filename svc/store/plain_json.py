"""JSON as svc keeps it for itself, by the parts of ``json`` that are C: the whole of it takes as long as a list.

Texts, whole numbers, null, lists and tables with text keys; what it writes is what ``json`` writes without blanks.
"""

from __future__ import annotations

from svc.typed import Any

try:
    from _json import encode_basestring, encode_basestring_ascii, make_encoder, make_scanner
except ImportError:
    import json

    def loads(text: str | bytes) -> Any:
        """What a text of :func:`dumps` says. Raises ValueError."""
        return json.loads(text)

    def dumps(data: object, ascii: bool = False) -> str:
        """The data as a text."""
        return json.dumps(data, ensure_ascii=ascii, separators=(",", ":"))

else:

    class _How:
        strict = True
        object_hook = object_pairs_hook = None
        parse_float = float
        parse_int = int
        parse_constant = float
        memo: dict[str, str] = {}  # noqa: RUF012 - as the scanner asks for it

    _how: Any = _How
    _scan = make_scanner(_how)

    def loads(text: str | bytes) -> Any:
        """What a text of :func:`dumps` says. Raises ValueError."""
        if isinstance(text, bytes):
            text = text.decode("utf-8", "surrogatepass")
        try:
            found, end = _scan(text, 0)
        except StopIteration:
            end = -1
        if end != len(text):
            raise ValueError("no JSON of ours")
        return found

    def _refuse(data: object) -> object:
        raise TypeError(type(data).__name__)

    def dumps(data: object, ascii: bool = False) -> str:
        """The data as a text."""
        quote = encode_basestring_ascii if ascii else encode_basestring
        return "".join(make_encoder(None, _refuse, quote, None, ":", ",", False, False, False)(data, 0))
