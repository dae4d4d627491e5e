"""Requests to a SPARQL server: one address, its password kept to itself, answers of bounded size."""

from __future__ import annotations

import base64
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Final

from ..errors import InvalidInputError, one_line, shortened
from ..files import LARGEST_FILE

__all__ = ["Address", "Answer"]

_SECONDS: Final = 300.0
"""How long an answer may be silent."""


@dataclass(frozen=True)
class Answer:
    """What a server sent: its media type without parameters, and the body."""

    where: str
    media_type: str
    body: bytes = field(repr=False)

    def unexpected(self, what: str) -> InvalidInputError:
        """Return the error for an answer that is not what was asked for."""
        remedy = "is this the address of a SPARQL endpoint?"
        return InvalidInputError(f"{what}, but {self.media_type}", where=self.where, remedy=remedy)


@dataclass(frozen=True)
class Address:
    """Where a server answers, and as whom it is asked."""

    url: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return self.url

    @classmethod
    def of(cls, url: str) -> Address:
        """Take ``http://user:password@host/path`` apart; raise `InvalidInputError` for anything else.

        >>> Address.of("http://me:secret@localhost:7878/query")
        Address(url='http://localhost:7878/query')
        """
        try:
            parts = urllib.parse.urlsplit(url)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            parts, port = urllib.parse.SplitResult("", "", "", "", ""), ""
        if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isprintable() or " " in url:
            remedy = "write http://host/path or https://host/path"
            raise InvalidInputError("no address of an endpoint", where=shortened(url), remedy=remedy)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        bare = urllib.parse.urlunsplit((parts.scheme, host + port, parts.path or "/", parts.query, ""))
        name, secret = (urllib.parse.unquote(part or "") for part in (parts.username, parts.password))
        return cls(bare, name, secret)

    def post(self, fields: Iterable[tuple[str, str]], accept: str) -> Answer:
        """Send a form and return the answer; raise `InvalidInputError` where there is none, or a refusal."""
        body = urllib.parse.urlencode(list(fields)).encode()
        type_ = "application/x-www-form-urlencoded"
        headers = {"Content-Type": type_, "Accept": accept}
        return self._send(urllib.request.Request(self.url, body, headers, method="POST"))  # noqa: S310

    def put(self, query: Iterable[tuple[str, str]], body: bytes, type_: str) -> Answer:
        """Put a document at the address with ``query`` added; errors as for `post`."""
        url = self.url + ("&" if "?" in self.url else "?") + urllib.parse.urlencode(list(query))
        request = urllib.request.Request(url, body, {"Content-Type": type_}, method="PUT")  # noqa: S310
        if self.user:
            # A server that wants a password hangs up on a long body that comes without it.
            self._sign(request)
        return self._send(request)

    def _sign(self, request: urllib.request.Request) -> None:
        """Ask how the server wants to be told the password, and whether it is the right one; put it in.

        RFC 7617 and RFC 7616 are the two ways.
        """
        scheme, _, said = self._asked(request.full_url, urllib.request.build_opener(_NoRedirect)).partition(
            " "
        )
        if self._asked(request.full_url, self._opener):
            remedy = "check the user and the password in the address: http://user:password@host/path"
            raise InvalidInputError("401: the password is refused", where=self.url, remedy=remedy)
        if scheme.lower() == "basic":
            word = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {word}")
        elif scheme.lower() == "digest":
            challenge = urllib.request.parse_keqv_list(urllib.request.parse_http_list(said))
            handler = urllib.request.HTTPDigestAuthHandler(self._passwords)
            signed = handler.get_authorization(request, challenge)
            request.add_unredirected_header("Authorization", f"Digest {signed}")

    def _asked(self, url: str, opener: urllib.request.OpenerDirector) -> str:
        """Return how a server wants to be told the password, empty where it wants none or is content."""
        request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - http and https only
        try:
            with opener.open(request, timeout=_SECONDS):
                return ""
        except urllib.error.HTTPError as error:
            error.close()
            return str(error.headers.get("WWW-Authenticate", ""))
        except (OSError, HTTPException, ValueError) as error:
            raise self._silent(error) from error

    def _send(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=_SECONDS) as response:
                content = response.read(LARGEST_FILE + 1)
                type_ = response.headers.get_content_type()
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error) from error
        except (OSError, HTTPException, ValueError) as error:
            raise self._silent(error) from error
        if len(content) > LARGEST_FILE:
            what = f"an answer of over {LARGEST_FILE:,} bytes"
            raise InvalidInputError(what, where=self.url, remedy="ask for less, or in parts")
        return Answer(self.url, type_, content)

    def _silent(self, error: Exception) -> InvalidInputError:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        what = f"no answer: {one_line(shortened(str(reason) or type(error).__name__))}"
        return InvalidInputError(what, where=self.url, remedy="is the server running?")

    def _refused(self, error: urllib.error.HTTPError) -> InvalidInputError:
        told = one_line(error.read(2_000).decode("utf-8", "replace"))
        remedy = {
            401: "write user and password into the address: http://user:password@host/path",
            404: "check the path of the address",
            503: "the server is busy: try again",
        }.get(error.code, "see what the server says")
        return InvalidInputError(f"{error.code}: {shortened(told)}", where=self.url, remedy=remedy)

    @property
    def _opener(self) -> urllib.request.OpenerDirector:
        """What sends requests: as the user if there is one, and never on to another address."""
        known = self._passwords
        return urllib.request.build_opener(
            urllib.request.HTTPBasicAuthHandler(known),
            urllib.request.HTTPDigestAuthHandler(known),
            _NoRedirect,
        )

    @property
    def _passwords(self) -> urllib.request.HTTPPasswordMgr:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if self.user:
            known.add_password(None, self.url, self.user, self.password)
        return known


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses to follow: what is asked here is meant for this server."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""
