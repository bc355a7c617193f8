"""The addresses of the shell around the records: one's own settings, the team, looking as somebody else."""

from django.urls import path

from simcare.web.staff.views import notifications, palette, settings, team

urlpatterns = [
    path("palette/", palette.palette, name="palette"),
    path("settings/", settings.settings, name="settings"),
    path("settings/save/", settings.save, name="settings_save"),
    path("settings/keys/", settings.keys, name="settings_keys"),
    path("settings/security/", settings.security, name="settings_security"),
    path("settings/security/password/", settings.password, name="settings_password"),
    path("settings/security/sign-ins/end/", settings.end_other_sign_ins, name="sign_ins_end"),
    path("settings/security/sign-ins/<int:number>/end/", settings.end_sign_in, name="sign_in_end"),
    path("settings/notifications/", notifications.choices, name="settings_notifications"),
    path("settings/notifications/save/", notifications.choose, name="settings_notifications_save"),
    path("settings/notifications/browser/", notifications.browser, name="push_browser"),
    path("settings/notifications/browsers/<int:number>/drop/", notifications.drop_browser, name="push_browser_drop"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/count/", notifications.count, name="notifications_count"),
    path("notifications/read/", notifications.read, name="notifications_read"),
    path("notifications/<int:number>/", notifications.follow, name="notification"),
    path("team/", team.team, name="team"),
    path("team/invite/", team.invite, name="team_invite"),
    path("team/invitations/<int:number>/withdraw/", team.withdraw, name="team_withdraw"),
    path("team/<int:number>/", team.person, name="person"),
    path("team/<int:number>/role/", team.role, name="person_role"),
    path("team/<int:number>/activity/", team.activity, name="person_activity"),
    path("team/<int:number>/view-as/", team.view_as, name="view_as"),
    path("view-as/stop/", team.stop_viewing, name="view_as_stop"),
]
