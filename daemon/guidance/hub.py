"""What a model hub says of a file before it is fetched."""

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_SHA256 = re.compile("[0-9a-f]{64}")
_GIT_BLOB = re.compile("[0-9a-f]{40}")


class PullError(Exception):
    """A model can't be fetched, as plain sentences with the next step."""


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository on the hub.

    commit: the revision that it is of. size: bytes. sha256: as the hub states it, for large files;
    git_blob: git's SHA-1 of a small file. One of both is empty.
    """

    url: str
    name: str
    commit: str
    size: int
    sha256: str
    git_blob: str


def look_up(repository, revision, name):
    """The RemoteFile, or None where the repository has no such file. PullError.

    revision: a commit, or "" for the newest. The hub is huggingface.co, or what HF_ENDPOINT names.
    """
    # imported here: it takes half a second that only a download is worth
    import httpx2
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError

    url = hf_hub_url(
        repository, name, revision=revision or None, endpoint=os.environ.get("HF_ENDPOINT") or None
    )
    host = urlsplit(url).netloc
    try:
        found = get_hf_file_metadata(url, token=False)
    except EntryNotFoundError:
        return None
    except HfHubHTTPError as error:
        raise PullError(_refusal(host, repository, revision, error.response.status_code)) from error
    except (httpx2.HTTPError, OSError) as error:
        raise unreachable(host) from error
    etag = (found.etag or "").lower()
    is_large, is_small = _SHA256.fullmatch(etag), _GIT_BLOB.fullmatch(etag)
    if not (is_large or is_small) or found.size is None or not found.commit_hash:
        raise PullError(f"{host} states no size and checksum for {name} of {repository}, so it is not taken.")
    return RemoteFile(
        url, name, found.commit_hash, found.size, etag if is_large else "", etag if is_small else ""
    )


def unreachable(host):
    """The PullError of a hub that does not answer."""
    return PullError(
        f"The model hub {host} cannot be reached. Check the internet connection, "
        "then run the same command again."
    )


def _refusal(host, repository, revision, status):
    if status in (401, 403, 404):
        what = f"{repository} at {revision}" if revision else repository
        return f"{what} was not found on {host}. It may have been moved; look for a newer Refine with CLIP."
    return f"{host} answers with error {status}. Try again later."
