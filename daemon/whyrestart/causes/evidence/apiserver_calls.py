"""Who calls the apiserver, and for what: a lease, a list, its health."""

from __future__ import annotations

import re

# client-go's leaderelection.go, of the lease that it asks for.
LOCK = re.compile(
    r"(?:error retrieving resource lock (?P<lease>[\w./-]+)|Failed to update lock(?: optimi\w+)?|"
    r"[Ee]rror initially creating leader election record|(?P<bare>^err)): (?P<why>[^\n]*)|"
    r"(?:Error retrieving lease lock|Failed to update lease)\b[^\n]{0,200}? err=(?P<reason>[^\n]*)"
)
# It is the apiserver that was asked: by its paths, else by the ports it usually has (6443; RKE2's, minikube's, MicroK8s').
# Others have an API below /api as well, and a service is asked for its root.
_ITS_PATH = re.compile(
    r"https?://[^\s\"/]+/(?:api(?:/v1\b|s/|s?(?![\w/.-]))|(?:healthz|livez|readyz|version|openapi)\b)"
)
_ANY_PATH = re.compile(r"https?://[^\s\"/]+/")
_ITS_PORT = re.compile(r":(?:6443|8443|16443|8080|443)\b")
OF_A_CLOUD = re.compile(r"could not init cloud provider")
# Told by an apiserver that answers: of whom it could not reach itself.
TOLD_OF_ANOTHER = re.compile(
    r"an error on the server|Trying to reach: |the server is currently unable|error dialing backend|"
    r"failed calling (?:\w+ )?webhook|conversion webhook"
)


def calls_apiserver(text: str) -> bool:
    """Not a cloud's, a vault's or a database's address, which such programs call as well."""
    if OF_A_CLOUD.search(text):
        return False
    if _ITS_PATH.search(text):
        return True
    return not _ANY_PATH.search(text) and _ITS_PORT.search(text) is not None
