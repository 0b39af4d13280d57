"""Signing in by another service (OpenID Connect), where the settings name one: there, and back again."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tolltrace.errors import SettingsError, SignInError
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.sessions import Visit, Visitor, forget_cookie, is_private, keep_cookie, read_cookie
from tolltrace.server.site.signing import LISTENED, ask_to_sign_in, begin_session
from tolltrace.settings import Settings
from tolltrace.sign_in import Begun, SignInService, admit_vouched, sign_in_service

router = APIRouter()
BEGUN = "tolltrace-begun"  # the cookie: what was begun, until the browser comes back
BEGUN_SECONDS = 600
BACK = "/signed-in"
MOST_PARAMETERS, MOST_CHARS = 20, 4000  # of what a service sends back
MOST_NAMES = 8  # under which this site is reached
NONE = "This site has no other service to sign in by; who runs it can name one: TOLLTRACE_OIDC_ISSUER."
LOST = "This sign-in was not begun in this browser, or more than ten minutes ago; begin again."
UNKNOWN = (
    "The service knows you, but no account here is yours. Ask an admin to give your account the address that the "
    "service has verified."
)


def check_service(settings: Settings) -> None:
    """Raise SettingsError for a service that no sign-in could go by."""
    sign_in_service(settings, f"https://localhost{BACK}")


def service_of(visit: Visit) -> SignInService:
    """The service, one for each name of this site. Raises ProblemError where there is none, or it would be unsafe."""
    if not is_private(visit.request):
        raise ProblemError(403, LISTENED)
    known: dict[str, SignInService] = visit.request.app.state.services
    back = f"{str(visit.request.base_url).rstrip('/')}{BACK}"
    made = known.get(back) or sign_in_service(visit.desk.settings, back)
    if made is None:
        raise ProblemError(404, NONE)
    if len(known) < MOST_NAMES:
        known[back] = made
    return made


@router.get("/sign-in/service")
async def go_there(visit: Visitor) -> Response:
    """Send the browser to the service; what was begun is kept in a cookie that no script reads."""
    service = service_of(visit)
    try:
        begun = await visit.desk.run(service.begin)
    except (SignInError, SettingsError) as error:
        return await ask_to_sign_in(visit, told(error), 503)
    response = RedirectResponse(begun.url, status_code=303, headers={"Cache-Control": "no-store"})
    kept = f"{begun.state}.{begun.nonce}.{begun.verifier}"
    keep_cookie(visit.request, response, BEGUN, kept, seconds=BEGUN_SECONDS)
    return response


@router.get(BACK)
async def come_back(visit: Visitor) -> Response:
    """Begin the session of whom the service vouches for."""
    service, kept = service_of(visit), read_cookie(visit.request, BEGUN).split(".")
    if len(kept) != len(("state", "nonce", "verifier")):
        return await ask_to_sign_in(visit, LOST, 422)
    begun = Begun("", *kept)
    answer = answer_in(visit.request)
    ledger = visit.desk.ledger
    try:
        admitted = await visit.desk.run(lambda: admit_vouched(ledger, service.finish(begun, answer)))
    except (SignInError, SettingsError) as error:
        response = await ask_to_sign_in(visit, told(error), 422)
    else:
        response = await (begin_session(visit, admitted[1]) if admitted else ask_to_sign_in(visit, UNKNOWN, 403))
    forget_cookie(visit.request, response, BEGUN)  # it is good once
    return response


def answer_in(request: Request) -> dict[str, str]:
    """What the service sent the browser back with. Raises ProblemError for more than one does."""
    given = request.query_params.multi_items()
    if len(given) > MOST_PARAMETERS or any(len(value) > MOST_CHARS for _, value in given):
        raise ProblemError(422, "No service answers with so much; begin again.")
    if len(dict(given)) < len(given):
        raise ProblemError(422, "The answer says something twice; begin again.")
    return dict(given)


def told(error: Exception) -> str:
    """What was wrong, as a sentence."""
    return f"{str(error)[:1].upper()}{str(error)[1:]}."
