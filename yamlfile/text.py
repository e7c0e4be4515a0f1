"""The two models that every file of ours is made of."""

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A part of a file: a field that it does not know is a mistake, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """A text for people, in Chinese and in English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def format(self, **values: object) -> "Text":
        """The text with `{name}` filled in from `values`; a name that is not given raises KeyError."""
        return Text(zh=self.zh.format(**values), en=self.en.format(**values))
