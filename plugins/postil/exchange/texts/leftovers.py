"""What stands around an article on a page and is no part of it: share buttons, cookie lines."""

from __future__ import annotations

import re

_NETWORKS = (
    r"facebook|twitter|x|linkedin|whatsapp|telegram|reddit|e-?mail|mail|print|pinterest|mastodon|bluesky|"
    r"copy link|link|tweet|share|save|pocket|threads|instagram|youtube|rss|flipboard"
)  # fmt: skip
_LINES = re.compile(
    rf"""(?:
    (?:please\ )?(?:share|tweet|print|e-?mail|save|bookmark)(?:\ (?:this|the|it))?
      (?:\ (?:article|story|post|page|piece|essay))?(?:\ (?:on|via|with|to)\ [\w ,]+)?[:.]?
    | (?:(?:{_NETWORKS})[\s,|·•/]*){{1,9}}
    | (?:read|see|learn)\ (?:more|next|also|on)(?:\ (?:from|in|about|on)\ [\w ]+)?[:.…»→]*
    | (?:more|also)\ (?:from|in|on|like)\ [\w ’'&]{{1,40}}
    | (?:related|recommended|trending|popular|latest|similar)
      (?:\ (?:articles|stories|posts|reading|news|topics|content|for\ you|now))?:?
    | (?:most\ (?:read|popular|viewed)|you\ (?:may|might)\ also\ like|don[’']t\ miss)[:.]?
    | (?:subscribe|sign\ up|log\ ?in|sign\ in|register|donate|support\ us)
      (?:\ (?:now|today|here|free))?[!.]?
    | (?:subscribe|sign\ up)\ (?:to|for)\ .{{1,80}}
    | (?:get|receive)\ .{{1,60}}\ (?:in|to)\ your\ inbox.{{0,40}}
    | follow\ (?:us|me|[\w ]{{1,30}})(?:\ on\ .{{1,60}})?[:.]?
    | advertisement|advertising|sponsored(?:\ content)?|ad|continue\ reading(?:\ below)?
    | (?:skip|jump)\ to\ (?:main\ )?(?:content|navigation)
    | (?:back|return)\ to\ (?:the\ )?(?:top|home|overview|all\ .{{1,30}})
    | \d+\ (?:comments?|shares?|likes?|claps?|views?|reads?)
    | (?:leave|post|add)\ a\ (?:comment|reply)\.? | comments?
    | (?:estimated\ )?(?:reading\ time:?\ )?\d+\ ?(?:-\ ?)?min(?:utes?|\.)?(?:\ read(?:ing)?)?
    | (?:we|this\ (?:site|website|page)|our\ (?:site|website))\b.{{0,40}}\bcookies?\b.{{0,200}}
    | (?:by\ (?:using|continuing|clicking)|you\ (?:consent|agree)).{{0,160}}
      (?:cookies?|privacy|terms).{{0,120}}
    | (?:accept|reject|allow|manage|decline)(?:\ (?:all|only))?(?:\ (?:necessary|my))?
      (?:\ (?:cookies?|preferences|settings))?
    | (?:privacy|cookie|terms)
      (?:\ (?:policy|settings|notice|of\ (?:use|service)|and\ conditions|&\ conditions))+
    | (?:©|\(c\)|copyright)\s?(?:©\s?)?\d{{4}}.{{0,100}} | all\ rights\ reserved\.?
    | (?:previous|next|older|newer)(?:\ (?:article|post|story|page|chapter))?:?
    | (?:menu|search|home|close|share|toggle\ navigation
      |listen(?:\ to\ this\ article)?|play|pause|image|credit)
    | filed\ under:?.{{0,80}} | tags?:\ .{{0,120}} | posted\ in\ .{{0,60}}
    )""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip
_LONGEST = 45
"""Words of the longest line that is looked at: cookie lines are long, paragraphs are longer."""


def is_leftover(text: str) -> bool:
    """Whether a whole block says nothing but what buttons and notices around articles say."""
    text = text.strip(" \t«»|·•→←↑↓×✕")
    return not text or (len(text.split()) <= _LONGEST and bool(_LINES.fullmatch(text)))
