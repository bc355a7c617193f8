"""The addresses of the mail's own pages."""

from django.urls import path

from simcare.web.staff.views import mail

urlpatterns = [
    path("mail/", mail.mailboxes, name="mail"),
    path("mail/add/", mail.add_mailbox, name="mailbox_add"),
    path("mail/<int:number>/check/", mail.check_mailbox, name="mailbox_check"),
    path("mail/<int:number>/switch/", mail.switch_mailbox, name="mailbox_switch"),
    path("mail/<int:number>/password/", mail.change_password, name="mailbox_password"),
    path("mail/letters/", mail.letters, name="letters"),
    path("mail/letters/address/", mail.keep_address, name="letter_address"),
    path("mail/letters/template/", mail.keep_template, name="letter_template"),
    path("mail/letters/signature/", mail.keep_signature, name="letter_signature"),
    path("mail/held/", mail.held, name="mail_held"),
    path("mail/held/flood/", mail.take_flood, name="flood_take"),
    path("mail/held/<int:number>/lift/", mail.lift, name="suppression_lift"),
    path("mail/trust/", mail.trust, name="mail_trust"),
    path("mail/trust/change/", mail.change_trust, name="mail_trust_change"),
]
