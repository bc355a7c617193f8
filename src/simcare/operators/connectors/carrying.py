"""Which call of a connector carries out which command."""

from collections.abc import Mapping

from simcare.operators.connectors.protocol import Connector
from simcare.operators.values.platforms import CardRef, Clock, Function, Receipt


def carry_out(
    connector: Connector, ref: CardRef, function: Function, arguments: Mapping[str, str], *, now: Clock
) -> Receipt:
    """Make the one call of a command. Raises `Temporary` or `Permanent`."""
    match function:
        case Function.SUSPEND:
            return connector.suspend(ref)
        case Function.RESUME:
            return connector.resume(ref)
        case Function.RESET_SESSION:
            return connector.reset_session(ref)
        case Function.LOCK_IMEI:
            return connector.lock_imei(ref, imei=arguments["imei"])
        case Function.UNLOCK_IMEI:
            return connector.unlock_imei(ref)
        case Function.SEND_SMS:
            return connector.send_sms(ref, message=arguments["message"])
        case Function.SWITCH_OPERATOR:
            return connector.switch_operator(ref, network=arguments["network"], imsi=arguments["imsi"])
        case Function.REFRESH:
            connector.refresh(ref)
            return Receipt(accepted_at=now())
    raise AssertionError(f"{function} is no command")
