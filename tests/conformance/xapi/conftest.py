"""What every clause is tried with: the smallest statement, alone and as a sub-statement."""

import json

import pytest

from learners.xapi.statement import InvalidStatement, parse_statements

MINIMAL = {
    "actor": {"mbox": "mailto:ada@kenno.example"},
    "verb": {"id": "https://kenno.example/verbs/tried"},
    "object": {"id": "https://kenno.example/activities/anode"},
}


def _parse(statement):
    [parsed] = parse_statements(json.dumps(statement).encode())
    return parsed


def _as_substatement(statement):
    return {**MINIMAL, "object": {"objectType": "SubStatement", **statement}}


@pytest.fixture
def minimal():
    return MINIMAL


@pytest.fixture
def accept():
    """Parse the smallest statement with these properties and return it."""
    return lambda **properties: _parse({**MINIMAL, **properties})


@pytest.fixture
def refuse():
    """Assert that the smallest statement with these properties is refused, and return the path that is named.

    A property with the value ``...`` is left out.
    """

    def refused(**properties):
        changed = {name: value for name, value in {**MINIMAL, **properties}.items() if value is not ...}
        with pytest.raises(InvalidStatement) as error:
            _parse(changed)
        return error.value.path

    return refused


@pytest.fixture
def accept_anywhere(accept):
    """As ``accept``, in a statement and in a sub-statement. Returns the two, the inner one second."""

    def accepted(**properties):
        return accept(**properties), _parse(_as_substatement({**MINIMAL, **properties})).object

    return accepted


@pytest.fixture
def refuse_anywhere(refuse):
    """As ``refuse``, in a statement and in a sub-statement."""

    def refused(**properties):
        path = refuse(**properties)
        changed = {name: value for name, value in {**MINIMAL, **properties}.items() if value is not ...}
        with pytest.raises(InvalidStatement) as error:
            _parse(_as_substatement(changed))
        assert error.value.path == path.replace("$", "$.object", 1)
        return path

    return refused
