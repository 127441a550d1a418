"""Section: how a part of a review is declared, found, and shown. All that a section's file imports is here.

No section lives here: each is one file in the room of its subject.
"""

from salestoolkit.review.section.declaration import Column, Data, Numbers, Place, Section
from salestoolkit.review.section.reader import Reader
from salestoolkit.review.section.result import Passage, SectionResult
from salestoolkit.words.text import Text

__all__ = ["Column", "Data", "Numbers", "Passage", "Place", "Reader", "Section", "SectionResult", "Text"]
