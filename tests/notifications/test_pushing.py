"""Web Push as bytes: the example of RFC 8291, a browser of our own that opens what we seal, and a signed sender."""

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from simcare.notifications.errors import NotABrowser
from simcare.notifications.rules.pushing import check, encrypted, padless, public_key, unpadded, vapid
from simcare.notifications.values import Browser


def test_the_example_of_rfc_8291_section_5() -> None:
    """Its keys, its salt and its text give its bytes."""
    browser = Browser(
        endpoint="https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        public_key="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        secret="BTBZMqHH6r4Tts7J_aSIgg",
    )
    private = int.from_bytes(unpadded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    body = encrypted(
        b"When I grow up, I want to be a watermelon",
        browser,
        ours=ec.derive_private_key(private, ec.SECP256R1()),
        salt=unpadded("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert padless(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_sender_is_signed_for_one_service_and_a_time() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    header = vapid(audience="https://push.example", contact="desk@simcare.example", until=1_800_000_000, key=key)
    token, told_key = header.removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    raw = unpadded(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.public_key().verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(unpadded(claims)) == {
        "aud": "https://push.example",
        "exp": 1_800_000_000,
        "sub": "mailto:desk@simcare.example",
    }
    assert told_key == public_key(key)


@pytest.mark.parametrize("wrong", ["", "BAAA", "not base64 at all!", padless(b"\x04" + b"\x01" * 64)])
def test_a_key_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(NotABrowser):
        check(Browser(endpoint="https://push.example/1", public_key=wrong, secret="BTBZMqHH6r4Tts7J_aSIgg"))
