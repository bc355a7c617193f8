"""What notifications do by themselves."""

from datetime import datetime

from simcare.notifications.actions.news import send_news
from simcare.notifications.actions.sending import push_due, send_digests


def send(at: datetime) -> int:
    """Pushes, digests and news of accounts that are due; returns how many were taken."""
    return push_due() + send_digests(at) + send_news(at)
