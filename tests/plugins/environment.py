"""The environment in which checks and tests run; no value here opens anything."""

from __future__ import annotations

TEST_ENVIRONMENT = {
    "SECRET_KEY": "a-secret-key-for-tests-and-nothing-else",
    "ENCRYPTION_KEYS": "test:dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "BASE_URL": "http://localhost:8000",
    "DATABASE_POOL_SIZE": "0",
    "DEFAULT_FROM_EMAIL": "Halfpast <halfpast@example.com>",
    "EMAIL_URL": "smtp://127.0.0.1:1025",
    "ZOOM_CLIENT_ID": "test-client",
    "ZOOM_CLIENT_SECRET": "test-client-secret",
    "ZOOM_STATE_SECRET": "a-state-secret-for-tests",
    "ZOOM_DEAUTH_SECRET": "a-webhook-secret-for-tests",
}
