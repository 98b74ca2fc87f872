from .common import ElektrohisobCommon, IsolationTests


class TestIsolation(IsolationTests, ElektrohisobCommon):
    """Models of this addon; every addon to the right has such a class of its own."""
