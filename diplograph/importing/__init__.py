"""A user's own events as a source of the dataset: from RDF, or from a table that people fill in (CSV or JSON).

``table`` and ``document`` read rows with their lines, ``record`` makes event records of them, and ``rdf`` takes RDF as it is;
``known`` says what the dataset knows of the events that a file tells anew, and ``naming`` what the reports are called. ``run`` puts
it together: what comes of a file is a graph, of which ``decision`` says what is taken in.
"""

from __future__ import annotations

from .decision import ImportOptions, decide
from .fault import Fault
from .known import Known
from .run import FORMATS, Imported, read_import
from .template import TEMPLATES

__all__ = ["FORMATS", "TEMPLATES", "Fault", "ImportOptions", "Imported", "Known", "decide", "read_import"]
