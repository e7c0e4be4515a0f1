"""Rules written once for a family of points: `for_each: {n: [1, 2, 3]}` and `{n}` in any text below it."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, Field

Model = TypeVar("Model", bound=BaseModel)
TemplateName = Annotated[str, Field(pattern=r"^(?:[a-z]|\{[a-z]+\})(?:[a-z0-9_]|\{[a-z]+\})*$")]


def _equally_long(each: dict[str, tuple[int | str, ...]]) -> dict[str, tuple[int | str, ...]]:
    lengths = {len(values) for values in each.values()}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError("for_each needs one or more names, with lists of the same length")
    return each


ForEach = Annotated[dict[str, tuple[int | str, ...]], AfterValidator(_equally_long)]


def members(each: Mapping[str, tuple[int | str, ...]]) -> Iterator[dict[str, str]]:
    """The names' values, member by member: {n: [1, 2], letter: [A, B]} gives n=1, letter=A and then n=2, letter=B."""
    for values in zip(*each.values(), strict=True):
        yield dict(zip(each, map(str, values), strict=True))


def fill_in(model: Model, names: Mapping[str, str]) -> Model:
    """The model with `{name}` replaced in every text of it, and checked again."""
    data = model.model_dump(by_alias=True, exclude_unset=True)
    return type(model).model_validate(_replaced(data, names))


def _replaced(data: Any, names: Mapping[str, str]) -> Any:
    if isinstance(data, str):
        for name, value in names.items():
            data = data.replace("{" + name + "}", value)
        return data
    if isinstance(data, Mapping):
        return {key: _replaced(value, names) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_replaced(value, names) for value in data]
    return data
