"""What a theme puts around generated pages is what it would have put there, less empty lines."""

from __future__ import annotations

from typing import Any

from jinja2 import DictLoader, Environment

from postil.rendering.shell import share_shells


class Page:
    """What a theme is told of a generated page."""

    def __init__(self, name: str) -> None:
        self.title, self.content = f"Title of {name}", f"<h1>{name}</h1>\n\n\n<p>Two lines.</p>"
        self.canonical_url = f"https://example.org/sources/{name}/"
        self.url = f"sources/{name}/"
        self.meta = {"title": self.title}
        self.toc: tuple[Any, ...] = ()


def rendered(theme: str, *names: str, shared: bool = True) -> list[str]:
    """The pages of these names, in a theme of one template."""
    environment = Environment(loader=DictLoader({"main.html": theme}))
    share_shells(environment, lambda page: shared)
    template = environment.get_template("main.html")
    return [template.render(page=Page(name)) for name in names]


THEME = """<title>{{ page.title }}</title>
{% for number in range(3) %}
  {% if number == 1 %}
  <a href="/">Home</a>
  {% endif %}
{% endfor %}
<pre>
as

it is</pre>   <script>one()


two()</script>
{{ page.content }}


<footer></footer>
"""


def test_empty_lines_are_left_out() -> None:
    """Of the theme, on each page, and neither of what stands in it nor where lines matter."""
    assert rendered(THEME, "a", "b") == [
        f'<title>Title of {name}</title>\n  <a href="/">Home</a>\n<pre>\nas\n\nit is</pre>   '
        f"<script>one()\n\n\ntwo()</script>\n<h1>{name}</h1>\n\n\n<p>Two lines.</p>\n"
        "<footer></footer>"
        for name in ("a", "b")
    ]


def test_a_mark_where_lines_matter() -> None:
    """A theme that puts the title into a script gets all its lines."""
    theme = f"<script>\n\nsay('{{{{ page.title }}}}')\n\n</script>\n{THEME}"
    names = "a", "b", "c"
    assert rendered(theme, *names) == rendered(theme, *names, shared=False)


def test_what_differs_from_page_to_page() -> None:
    """A theme that does more with a title than to print it renders each page."""
    theme = f"{{{{ page.title | length }}}}{{{{ page.title | upper }}}}{THEME}"
    names = "a", "bb", "ccc"
    assert rendered(theme, *names) == rendered(theme, *names, shared=False)
