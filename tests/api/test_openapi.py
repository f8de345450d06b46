from __future__ import annotations

import json

from django.test import Client

from halfpast.api.openapi import schema


def test_the_description_is_served_to_anyone() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert json.loads(answer.content) == json.loads(json.dumps(schema()))
