"""What can be wrong with rules, apart from a file that does not read (yamlfile.YamlFileError).

RulesError
  ExpressionError    an expression that does not parse, or that mixes numbers and truths (a ValueError too)
  OverrideError      a site's change of a rule that does not fit the rule, or names none
"""


class RulesError(Exception):
    """Rules cannot be used as they were given."""


class ExpressionError(RulesError, ValueError):
    """An expression that cannot be understood; the text says where."""


class OverrideError(RulesError):
    """A change of a rule that cannot be made."""
