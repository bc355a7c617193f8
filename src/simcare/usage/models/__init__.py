"""Usage as it is kept: files, their records by day, sums by hour and by day, meters; what was unusual."""

from simcare.usage.models.alerts import Alert, Swept, Thresholds
from simcare.usage.models.anomalies import Anomaly, UsualUse
from simcare.usage.models.drops import Drop, DroppedFile
from simcare.usage.models.files import BadLine, SavedMapping, UsageFile, UsageSource
from simcare.usage.models.meters import Meter
from simcare.usage.models.records import DayUsage, HourUsage, RepeatedRecord, StrayRecord, UsageRecord
from simcare.usage.models.uploads import UsageUpload

__all__ = [
    "Alert",
    "Anomaly",
    "BadLine",
    "DayUsage",
    "Drop",
    "DroppedFile",
    "HourUsage",
    "Meter",
    "RepeatedRecord",
    "SavedMapping",
    "StrayRecord",
    "Swept",
    "Thresholds",
    "UsageFile",
    "UsageRecord",
    "UsageSource",
    "UsageUpload",
    "UsualUse",
]
