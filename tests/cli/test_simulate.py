"""`monitord simulate` refuses before it makes anything."""

from __future__ import annotations

import socket

from tests.cli.conftest import Invoke


def test_a_port_in_use_is_2_and_says_how_to_find_who_has_it(monitord: Invoke) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = monitord("simulate", "--listen", f"127.0.0.1:{port}")
    assert done.exit_code == 2
    assert f"không mở được 127.0.0.1:{port}: cổng đang được chương trình khác" in done.stderr


def test_an_address_without_a_port_is_2_and_said_so(monitord: Invoke) -> None:
    done = monitord("--language", "en", "simulate", "--listen", "here")
    assert done.exit_code == 2
    assert "“here”" in done.stderr
