"""A YAML file read into a pydantic model; what is wrong with it is told by file, line and field.

Site files, profiles, rule packs and scenarios are read through here, so that one mistake looks the same everywhere:

    site.yaml:14: devices[2].connection: 'b1-plk' is not a connection of this site; did you mean 'b1-plc'?

    YamlFileError           every Problem of one file (or of several, where a caller gathered them)
"""

from yamlfile.document import Document, load
from yamlfile.problem import Problem, YamlFileError, suggest
from yamlfile.text import Strict, Text

__all__ = ["Document", "Problem", "Strict", "Text", "YamlFileError", "load", "suggest"]
