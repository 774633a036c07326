"""The shipped vocabulary in the language of a site."""

from __future__ import annotations

from importlib import resources

import yaml

from .model import Concept, Vocabulary
from .words import shipped_vocabulary


def translated(vocabulary: Vocabulary, language: str) -> Vocabulary:
    """The vocabulary with the labels of a language, where they are those that Postil ships.

    What a site calls otherwise in its own `vocabulary.yml` stays as it is.
    """
    own = shipped_vocabulary(language)
    if not own:
        return vocabulary
    shipped = yaml.safe_load(
        resources.files(__package__).joinpath("vocabulary.yml").read_text("utf-8")
    )

    def concept(section: str, id: str, concept: Concept) -> Concept:
        is_shipped = shipped[section].get(id, {}).get("label") == concept.label
        return concept.model_copy(update=own[section][id]) if is_shipped else concept

    return vocabulary.model_copy(
        update={
            section: {id: concept(section, id, c) for id, c in getattr(vocabulary, section).items()}
            for section in own
        }
    )
