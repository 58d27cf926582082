"""A flag that writes the golden files anew, to be looked at in the diff before they are committed."""


def pytest_addoption(parser):
    parser.addoption("--regenerate-golden", action="store_true", help="write tests/golden/* anew")
