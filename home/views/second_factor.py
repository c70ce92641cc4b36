from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect


class ReauthenticateByPasskeyView(ReauthenticateWebAuthnView):
    """As allauth's, but who fails stays on the page, and with where they wanted to go."""

    def form_invalid(self, form) -> HttpResponse:
        for message in form.errors.get("credential", []):
            get_adapter().add_message(self.request, messages.ERROR, message=message)
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


reauthenticate_by_passkey = ReauthenticateByPasskeyView.as_view()
