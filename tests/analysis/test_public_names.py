"""The public names of the analysis, which are imported where they are first used."""

import pytest

from commoncause import analysis


@pytest.mark.parametrize("name", analysis.__all__)
def test_a_public_name_is_found_in_one_of_the_modules(name):
    assert not hasattr(getattr(analysis, name), "__path__")
    assert type(getattr(analysis, name)).__name__ != "module", f"{name}: add its module to analysis._MODULES"


def test_a_name_that_is_none_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = analysis.nothing
