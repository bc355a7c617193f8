"""The addresses of the way in. Named one by one: what allauth has beside them, nobody here needs, and it stays shut."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.generic import RedirectView

from simcare.web.entrance import steps, views
from simcare.web.entrance.limits import limited

security = RedirectView.as_view(pattern_name="staff:settings_security")

urlpatterns = [
    path("login/", limited("login", account.login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", limited("again", steps.rising(account.reauthenticate)), name="account_reauthenticate"),
    path("forgot/", limited("forgot", views.forgot), name="account_reset_password"),
    path("new-password/<str:token>/", limited("token", views.new_password), name="new_password"),
    path("welcome/<str:token>/", limited("token", views.welcome), name="welcome"),
    path("join/<str:token>/", limited("token", views.join), name="join"),
    path("2fa/", security, name="mfa_index"),
    path("2fa/authenticate/", limited("code", factors.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", limited("again", steps.rising(factors.reauthenticate)), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", steps.changing(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", steps.changing(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", security, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", steps.changing(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", limited("passkey", passkeys.login_webauthn), name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        limited("again", steps.rising(passkeys.reauthenticate_webauthn)),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/rename/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", steps.changing(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
]
