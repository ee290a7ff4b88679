"""How much may be in hand."""

import pytest

from services.ingest.web.admission import Admission, FullError


@pytest.mark.parametrize(("requests", "size"), [(2, 10_000), (100, 1000)])
def test_room_is_bounded_and_given_back(requests: int, size: int) -> None:
    """Requests and bytes are each bounded, and room is free again when a request ends."""
    admission = Admission(requests, size)
    with admission.hold(500), admission.hold(500):
        with pytest.raises(FullError, match="2 requests with 1,000 bytes are in hand"), admission.hold(1):
            pass
        with pytest.raises(FullError), admission.hold(1):
            pass
    with admission.hold(500), admission.hold(500):
        pass


def test_one_alone_is_let_in() -> None:
    """A request larger than all the room is taken when nothing else is in hand."""
    admission = Admission(10, 100)
    with admission.hold(1000), pytest.raises(FullError), admission.hold(1):
        pass
