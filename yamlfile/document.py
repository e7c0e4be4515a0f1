"""Read a YAML file, keep its line numbers, and turn pydantic's findings into problems."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from yamlfile.problem import Problem, YamlFileError, suggest

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]


class Document:
    """A parsed file that still knows on which line each field stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._root, self.data = _parse(path)

    def problem(self, location: Location, message: str) -> Problem:
        """A problem at a field, named by its keys and indexes from the top of the file."""
        return Problem(
            file=str(self.path), line=self.line(location), field=_dotted(location) or "file", message=message
        )

    def line(self, location: Location) -> int:
        """The line (from 1) of the deepest part of `location` that the file really has."""
        node, line = self._root, 1
        for key in location:
            found = _part(node, key)
            if found is None:
                break
            line, node = found
        return line

    def read(self, model: type[Model]) -> Model:
        """The file as `model`; YamlFileError with every problem otherwise."""
        if not isinstance(self.data, dict):
            raise YamlFileError([self.problem((), "the file must be a mapping of fields to values")])
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise YamlFileError(self._problem_of(found, model) for found in _own(error.errors())) from error

    def _problem_of(self, found: ErrorDetails, model: type[BaseModel]) -> Problem:
        location = self._in_file(found["loc"])
        if found["type"] == "extra_forbidden":
            known = _fields_at(model, found["loc"][:-1])
            return self.problem(location, f"unknown field{suggest(found['loc'][-1], known)}")
        if found["type"] == "missing":
            return self.problem(location, "is missing and must be given")
        message = found["msg"].removeprefix("Value error, ")
        message = message[:1].lower() + message[1:]
        shown = found.get("input")
        if isinstance(shown, str | int | float | bool) and repr(shown) not in message:
            message = f"{message} (found {shown!r})"
        return self.problem(location, message)

    def _in_file(self, location: Location) -> Location:
        """Pydantic's location without the parts that name a union's branch and no field of the file."""
        kept: list[str | int] = []
        node = self.data
        for position, part in enumerate(location):
            last = position == len(location) - 1
            if isinstance(node, dict) and (part in node or last):
                kept.append(part)
                node = node.get(part)
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                kept.append(part)
                node = node[part]
        return tuple(kept)


def _own(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the echo of a wrong part: pydantic counts a list without it, and then calls the list too short."""
    inner = {found["loc"][:depth] for found in errors for depth in range(len(found["loc"]))}
    return [found for found in errors if found["type"] != "too_short" or found["loc"] not in inner]


def load(path: Path, model: type[Model]) -> Model:
    """Read `path` as `model`; YamlFileError with every problem, or if it cannot be read at all."""
    return Document(path).read(model)


def _parse(path: Path) -> tuple[Node | None, Any]:
    """The nodes of the file, which know their lines, and the data that they stand for."""
    try:
        text = path.read_text(encoding="utf-8")
        constructor, _ = YAML(typ="safe").get_constructor_parser(text)
        root = constructor.composer.get_single_node()
        return root, None if root is None else constructor.construct_document(root)
    except OSError as error:
        raise _refused(path, 1, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _refused(path, 1, "is not UTF-8 text; save it as UTF-8") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _refused(path, line, f"is not valid YAML: {_first_line(error.problem)}") from error
    except YAMLError as error:
        raise _refused(path, 1, f"is not valid YAML: {_first_line(str(error))}") from error


def _part(node: Node | None, key: str | int) -> tuple[int, Node] | None:
    """The line (from 1) and the node of one part of a mapping or a list; None where there is no such part."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return name.start_mark.line + 1, value
    if isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line + 1, node.value[key]
    return None


def _first_line(text: str | None) -> str:
    # Of a key that stands twice the parser shows both values, of which one may be a secret.
    return (text or "cannot be parsed").strip().splitlines()[0].partition(" with value ")[0]


def _refused(path: Path, line: int, message: str) -> YamlFileError:
    return YamlFileError([Problem(file=str(path), line=line, field="file", message=message)])


def _dotted(location: Location) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _fields_at(model: type[BaseModel], location: Location) -> list[str]:
    """The field names that pydantic's schema knows at `location`; empty where they cannot be told."""
    schema: dict[str, Any] = model.model_json_schema()
    definitions = schema.get("$defs", {})
    node: dict[str, Any] = schema
    for part in location:
        node = _resolve(node, definitions)
        if isinstance(part, int):
            node = node.get("items", {})
        else:
            node = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
        if not isinstance(node, dict):
            return []
    return list(_resolve(node, definitions).get("properties", {}))


def _resolve(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    for choice in node.get("anyOf", []):
        if choice.get("type") != "null":
            node = choice
            break
    reference = node.get("$ref")
    return definitions.get(reference.rsplit("/", 1)[-1], {}) if reference else node
