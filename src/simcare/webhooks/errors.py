"""Refusals of webhooks."""

from simcare.kernel.errors import SimcareError


class WebhooksError(SimcareError):
    """This can't be done with the webhook."""

    code = "webhook"


class NoSuchWebhook(WebhooksError):
    """There is no such webhook."""

    code = "no_such_webhook"
    status = 404


class NoSuchShipment(WebhooksError):
    """There is no such delivery."""

    code = "no_such_delivery"
    status = 404


class BadWebhook(WebhooksError):
    """Nothing can be sent to this address: it must begin with https:// and be a public one."""

    code = "bad_webhook"
    status = 422


class TooManyWebhooks(WebhooksError):
    """An account has at most ten webhooks."""

    code = "too_many_webhooks"
    status = 422
