"""Table of contents: one file per aggregate; columns and constraints, nothing else."""

from adimple.store.models.access import Account, Membership
from adimple.store.models.action import Action, ActionItem, CycleRun, Dispatch, NightTime, Receipt, Task
from adimple.store.models.api import ApiKey, IdempotencyRecord
from adimple.store.models.banking import BankAccount, Boleto, Convenio, Remessa, RemessaItem
from adimple.store.models.credor import ChannelSetting, Credor, EncargosPolicy, LinkHost, Regua
from adimple.store.models.devedor import Consent, Contact, Devedor, Hold, Promise, PromiseOutcome
from adimple.store.models.door import AccountMail, Device, Invite, RecoveryCode, SecondFactor
from adimple.store.models.importing import ImportFile, ImportMapping, RejectionRow
from adimple.store.models.incoming import Incoming, Ocorrencia, RawPayload, Retorno, Reversal
from adimple.store.models.index_rate import IndexRate
from adimple.store.models.job import Job
from adimple.store.models.journal import Event, Heartbeat, Installation, Upkeep
from adimple.store.models.payment import Imputacao, ImputacaoPolicy, Payment
from adimple.store.models.pix import PixCharge, PixRefund, PspAccount
from adimple.store.models.titulo import Baixa, Titulo, TituloVersion
from adimple.store.models.webhook import Webhook, WebhookAttempt, WebhookDelivery

__all__ = [
    "Account", "AccountMail", "Action", "ActionItem", "ApiKey", "Baixa", "BankAccount", "Boleto", "ChannelSetting",
    "Consent", "Contact", "Convenio", "Credor", "CycleRun", "Devedor", "Device", "Dispatch", "EncargosPolicy", "Event",
    "Heartbeat", "Hold", "IdempotencyRecord", "ImportFile", "ImportMapping", "Imputacao", "ImputacaoPolicy", "Incoming",
    "IndexRate", "Installation", "Invite", "Job", "LinkHost", "Membership", "NightTime", "Ocorrencia", "Payment",
    "PixCharge", "PixRefund", "Promise", "PromiseOutcome", "PspAccount", "RawPayload", "Receipt", "RecoveryCode",
    "Regua", "RejectionRow", "Remessa", "RemessaItem", "Retorno", "Reversal", "SecondFactor", "Task", "Titulo",
    "TituloVersion", "Upkeep", "Webhook", "WebhookAttempt", "WebhookDelivery",
]  # fmt: skip
