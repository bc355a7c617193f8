"""Refusals of usage."""

from simcare.kernel.errors import SimcareError


class UsageError(SimcareError):
    """Something is wrong with this file of usage."""

    code = "usage_error"


class NoSuchMapping(UsageError):
    """There is no mapping of that name."""

    code = "no_such_mapping"
    status = 404


class NoSuchUpload(UsageError):
    """There is no such file of usage."""

    code = "no_such_upload"
    status = 404


class UploadBusy(UsageError):
    """This file is at another step now. Look at its page again."""

    code = "upload_busy"
    status = 409


class DropMisset(UsageError):
    """This folder at an operator can't be fetched from as it is set up."""

    code = "drop_misset"
    status = 422


class MappingUnfit(UsageError):
    """A file can't be read in this way."""

    code = "mapping_unfit"
    status = 422


class NoSuchAnomaly(UsageError):
    """There is no such anomaly."""

    code = "no_such_anomaly"
    status = 404


class ThresholdsMisset(UsageError):
    """Nobody can be warned at this."""

    code = "thresholds_misset"
    status = 422


class MeterMisset(UsageError):
    """A package can't be counted like this."""

    code = "meter_misset"
    status = 422
