"""What people are told of an incident: alerts and messages, with texts in both languages.

`build_board` is for Alertmanager, `message_of` and `plain_message` for everybody else.
"""

from monitord.alerts.board import Written, build_board
from monitord.alerts.messages import message_of, plain_message

__all__ = ["Written", "build_board", "message_of", "plain_message"]
