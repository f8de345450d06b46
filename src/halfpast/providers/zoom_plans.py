"""Zoom's `type` of a user: https://developers.zoom.us/docs/api/users/"""

from __future__ import annotations

BASIC, LICENSED, NO_MEETINGS = 1, 2, 4
# A Basic host's meetings end after so many minutes.
BASIC_MINUTES = 40
