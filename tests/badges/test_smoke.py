import pytest
from django.urls import reverse

from badges.credentials import revoke_credential, share_credential
from badges.verification import verify_credential, verify_file
from badges.images import baked_png

pytestmark = pytest.mark.django_db


def test_smoke(client, credential, learner, achievement):
    v = verify_credential(credential)
    print(v.verdict)
    assert v.verdict.is_valid
    png = baked_png(credential)
    open("/tmp/h6.png", "wb").write(png)
    open("/tmp/h6.json","w").write(__import__("json").dumps(credential.document, indent=1))
    assert verify_file(png).credential == credential
    client.force_login(learner)
    for name, args in [("badges:list", []), ("badges:credential", [credential.pk]), ("badges:credential_png", [credential.pk]), ("badges:verify", []),
        ("badges_public:issuer", [achievement.issuer.slug]), ("badges_public:issuer_profile", [achievement.issuer.slug]), ("badges_public:did", [achievement.issuer.slug]),
        ("badges_public:achievement", [achievement.pk]), ("badges_public:achievement_svg", [achievement.pk]), ("badges_public:status_list", [credential.status_list_id])]:
        r = client.get(reverse(name, args=args)); print(name, r.status_code, r.headers["Content-Type"]); assert r.status_code == 200
    share_credential(credential)
    r = client.get(reverse("badges:shared", args=[credential.share_token])); assert r.status_code == 200
    r = client.get(reverse("badges_public:achievement", args=[achievement.pk]), headers={"accept": "application/json"}); print(r.content)
    revoke_credential(credential, reason="dishonesty")
    r = client.get(reverse("badges:shared", args=[credential.share_token])); print(r.content.decode())
