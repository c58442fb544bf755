"""HTML as values: what is put in is escaped, so that no text can become markup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Html:
    """Text that is markup already."""

    text: str

    def __str__(self) -> str:
        return self.text


def safe(value: object) -> Html:
    return value if isinstance(value, Html) else Html(escape("—" if value is None else str(value)))


def join(parts: Iterable[object]) -> Html:
    return Html("".join(safe(part).text for part in parts))


def tag(element: str, /, *inside: object, **attributes: object) -> Html:
    """An element; `_` at the end or inside of an attribute's name reads as in `class_` and `aria_label`."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{element}{words}>{join(inside)}</{element}>")


def void(element: str, /, **attributes: object) -> Html:
    words = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items())
    return Html(f"<{element}{words}>")


def link(href: str, *inside: object) -> Html:
    return tag("a", *inside, href=href)


def table(head: Sequence[object], rows: Iterable[Sequence[object]], *, empty: str) -> Html:
    """A table, or a sentence where there is nothing."""
    body = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
    if not body:
        return tag("p", empty, class_="empty")
    top = tag("tr", *(tag("th", cell, scope="col") for cell in head))
    return tag("div", tag("table", tag("thead", top), tag("tbody", *body)), class_="wide")


def form(action: str, *inside: object) -> Html:
    return tag("form", *inside, method="post", action=action)


def field(label: str, name: str, **attributes: object) -> Html:
    return tag("label", tag("span", label), void("input", name=name, **attributes))


def choice(label: str, name: str, options: Iterable[str]) -> Html:
    return tag(
        "label", tag("span", label), tag("select", *(tag("option", one, value=one) for one in options), name=name)
    )


def hidden(name: str, value: str) -> Html:
    return void("input", type="hidden", name=name, value=value)


def button(label: str) -> Html:
    return tag("button", label)
