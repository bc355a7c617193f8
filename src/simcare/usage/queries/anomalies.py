"""What is unusual in a series, without a database: the rules, re-offered to doors."""

from simcare.usage.rules.anomalies.single import Alert, alerts
from simcare.usage.rules.series import BadSeries, read_series

__all__ = ["Alert", "BadSeries", "alerts", "read_series"]
