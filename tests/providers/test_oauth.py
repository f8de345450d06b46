from __future__ import annotations

from halfpast.providers.oauth import new_pkce_verifier, pkce_challenge


def test_the_challenge_is_the_one_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    assert (
        pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_verifiers_are_long_enough_and_never_the_same() -> None:
    first, second = new_pkce_verifier(), new_pkce_verifier()

    assert first != second
    assert 43 <= len(first) <= 128
