"""What is counted in the cache (floods) is forgotten before each test."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()
