"""The addresses that stand in badges. They lie outside the language prefixes and never change."""

from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import reverse

from . import conf
from .openbadges.did import did_web


def absolute(path: str) -> str:
    return conf.base_url() + path


def issuer_url(slug: str) -> str:
    return absolute(reverse("badges_public:issuer", args=[slug]))


def achievement_url(achievement_id: UUID) -> str:
    return absolute(reverse("badges_public:achievement", args=[achievement_id]))


def achievement_image_url(achievement_id: UUID) -> str:
    return absolute(reverse("badges_public:achievement_png", args=[achievement_id]))


def status_list_url(status_list_id: UUID) -> str:
    return absolute(reverse("badges_public:status_list", args=[status_list_id]))


def issuer_did(slug: str) -> str:
    """Return the ``did:web`` of an issuer: its DID document lies beside its page.

    Raises InvalidValue when this site has an IP address for a name, which did:web forbids.
    """
    site = urlsplit(conf.base_url())
    return did_web(site.hostname or "", port=site.port, path=reverse("badges_public:issuer", args=[slug]))


def address_problem() -> str:
    """Return what keeps others from checking badges that name this site, in a sentence, or an empty string.

    did:web documents are fetched over https from a host name: from localhost or an IP address nobody gets them.
    """
    site = urlsplit(conf.base_url())
    host = site.hostname or ""
    if _is_local(host):
        return (
            f"BADGES_BASE_URL is {conf.base_url()}, which only this machine can reach. Badges name this address for "
            "good; set it to the public address of the site, for example https://kenno.example.org."
        )
    if _is_ip_address(host):
        return (
            f"BADGES_BASE_URL is {conf.base_url()}, an IP address, which did:web forbids. Set it to the public host "
            "name of the site, for example https://kenno.example.org."
        )
    if site.scheme != "https":
        return (
            f"BADGES_BASE_URL is {conf.base_url()}, but badges can be checked over https only. Set it to the public "
            "address of the site, for example https://kenno.example.org."
        )
    return ""


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return _is_ip_address(host) and ip_address(host).is_loopback
