"""What Zensical imports, so that the generated pages are there when it looks for pages:

markdown_extensions:
  - postil.markdown
  - zensical.extensions.macros:
      modules: [postil.zensical]
"""

from __future__ import annotations

from postil.hosts.zensical import write_pages_of

write_pages_of()
