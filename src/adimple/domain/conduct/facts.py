"""What a rule may know about one intended contact: one título, one person, one channel. Integers and booleans only."""

from dataclasses import dataclass
from datetime import date

from adimple.domain import calendar
from adimple.domain.lanes import Lane

# 0: no channel chosen yet; rules about channels keep silent.
EMAIL, SMS, WHATSAPP, PHONE, VOICEMAIL, LETTER, DOCUMENT, CALL_LIST = range(1, 9)

CHANNEL_CODES = {
    "email": EMAIL,
    "sms": SMS,
    "whatsapp": WHATSAPP,
    "phone": PHONE,
    "voicemail": VOICEMAIL,
    "letter": LETTER,
    "document": DOCUMENT,
    "call_list": CALL_LIST,
}

# The kind of a hold, as the ledger keeps it → the fact it is.
HOLD_FACTS = {
    "ja_paguei": "hold_ja_paguei",
    "contestacao": "hold_contestacao",
    "promise": "hold_promise",
    "acordo": "hold_acordo",
    "hardship": "hold_hardship",
    "human": "hold_talk",
    "pause": "hold_pause",
    "death": "is_deceased",
    "lawyer": "is_represented",
}

UNKNOWN_UF = 0

# IBGE's two digits.
UF_CODES = {
    "RO": 11, "AC": 12, "AM": 13, "RR": 14, "PA": 15, "AP": 16, "TO": 17,
    "MA": 21, "PI": 22, "CE": 23, "RN": 24, "PB": 25, "PE": 26, "AL": 27, "SE": 28, "BA": 29,
    "MG": 31, "ES": 32, "RJ": 33, "SP": 35,
    "PR": 41, "SC": 42, "RS": 43,
    "MS": 50, "MT": 51, "GO": 52, "DF": 53,
}  # fmt: skip

MG, MT, PA, PR, RJ, SP = (UF_CODES[uf] for uf in ("MG", "MT", "PA", "PR", "RJ", "SP"))

PRESCRICAO_YEARS = 5
# Shorter terms only: a longer one (tariffs, 10 years) waits for counsel, and five years is the stricter reading.
PRESCRICAO_YEARS_BY_ESPECIE = {"aluguel": 3}  # CC art. 206 § 3º I


@dataclass(frozen=True, slots=True)
class Facts:
    """A lane record: a field is an int or bool by day, a Polars expression or a constant by night; never null."""

    channel_code: int
    """How the contact would go: one of CHANNEL_CODES, 0 while it is not chosen."""

    is_b2c: bool = True
    """Judged as a consumer: also a CNPJ, until someone marks it otherwise."""
    uf_code: int = UNKNOWN_UF
    """Where the devedor lives: one of UF_CODES, 0 when unknown."""
    initiated_by_devedor: bool = False
    """The devedor wrote, called or logged in, and this is our answer."""
    offers_credit: bool = False
    """The contact sells something new instead of collecting what is owed."""

    sender_is_agency: bool = False
    """A collection company or an assignee speaks, not the original credor."""
    sender_is_large: bool = False
    """The credor collects in-house and is a medium or large firm (PR)."""
    is_sarb_signatory: bool = False
    """The credor signed FEBRABAN's self-regulation."""
    calls_this_month: int = 0
    """Calls dialled under this CNPJ in the month."""
    has_call_authentication: bool = True
    """Calls leave authenticated (Origem Verificada, STIR/SHAKEN)."""
    is_caller_id_hidden: bool = False
    """The call would not show its number."""

    opted_out: bool = False
    """The devedor told this credor not to use this channel."""
    in_nao_me_perturbe: bool = False
    """The number is on Não Me Perturbe, and the 30 days have passed."""
    state_optout_days: int = 0
    """Days since the number entered the state's block list; 0 when it is not there."""
    has_whatsapp_opt_in: bool = True
    """The devedor accepted WhatsApp from this credor."""
    is_whatsapp_cleared: bool = False
    """Counsel and the WhatsApp provider approved, in writing, collection by this agency."""

    hold_ja_paguei: bool = False
    """The devedor says it is paid, and no one has checked yet."""
    hold_contestacao: bool = False
    """The devedor disputes the debt, and the answer is pending."""
    hold_promise: bool = False
    """A promise to pay is running and its day has not passed."""
    hold_acordo: bool = False
    """An acordo in good standing covers this título."""
    hold_hardship: bool = False
    """The devedor told of hardship, and the case is under review."""
    hold_talk: bool = False
    """The devedor asked to talk to a person, and no one has answered yet."""
    hold_pause: bool = False
    """Someone of the credor paused this título by hand."""
    is_in_ratified_plan: bool = False
    """The debt is in a ratified over-indebtedness plan that is being kept."""

    is_deceased: bool = False
    """The devedor died."""
    is_represented: bool = False
    """The devedor named a lawyer."""
    is_wrong_person: bool = False
    """This address or number is known to belong to somebody else."""
    is_prescribed: bool = False
    """The claim is prescribed: see `is_prescribed`."""
    days_overdue: int = 0
    """Days after the original due date; 0 or less before it."""

    attempts_today: int = 0
    """Sends and dials to this person today, on every channel, of every credor here, without this one."""
    contacts_today: int = 0
    """Of these, the ones that reached the person."""
    contacts_this_week: int = 0
    """Contacts with this person in the seven days that end today, without this one."""

    targets_workplace: bool = False
    """The address or number is of the devedor's work."""
    workplace_opted_out: bool = False
    """The devedor asked not to be sought at work."""
    has_other_address: bool = False
    """There is another, personal, way to reach the devedor."""
    targets_heir: bool = False
    """The contact is with a relative of the dead as such."""
    targets_estate: bool = False
    """The contact is with the estate: inventariante or executor."""
    targets_reference: bool = False
    """The number belongs to a person given as a reference."""
    targets_third_party: bool = False
    """The address or number belongs to another person."""
    targets_lawyer: bool = False
    """The contact is with the devedor's lawyer."""

    discloses_debt: bool = False
    """The contact says that there is a debt, its amount or whom it is owed to."""
    is_authenticated: bool = True
    """Whoever answers proved to be the devedor before hearing of the debt."""
    answered_by_third_party: bool = False
    """Another adult answered."""
    answered_by_minor: bool = False
    """A child or adolescent answered."""
    is_line_shared: bool = False
    """Others read or hear this mailbox or line."""

    is_recorded: bool = True
    """The call is recorded, with operator, date and hour, and the consumer is told."""
    is_credor_identified: bool = True
    """Name, address and CPF/CNPJ of the credor are there (in an SMS, behind its link)."""
    is_itemised: bool = True
    """Original value and each added item are told apart."""
    is_public: bool = False
    """Others would see it: a mark on the envelope, a group, a wall."""
    has_threat: bool = False
    """The text threatens or speaks of arrest."""
    has_falsehood: bool = False
    """The text says what is not so: a suit, a deadline, an identity."""
    has_sensitive_data: bool = False
    """The text cites health, union, faith or other sensitive data."""


def is_voice(f: Lane) -> Lane:
    """Somebody speaks: a call, a voice message, a line of the call list."""
    return (f.channel_code == PHONE) | (f.channel_code == VOICEMAIL) | (f.channel_code == CALL_LIST)


def is_instant_message(f: Lane) -> Lane:
    """A text that rings in the pocket: SMS, WhatsApp."""
    return (f.channel_code == SMS) | (f.channel_code == WHATSAPP)


def is_written(f: Lane) -> Lane:
    """It stays on paper or screen: a document for CDC art. 42-A."""
    return is_instant_message(f) | (f.channel_code == EMAIL) | (f.channel_code == LETTER) | (f.channel_code == DOCUMENT)


def is_prescribed(*, due_on: date, on: date, especie: str | None = None) -> bool:
    """Whether the claim of an instalment due on `due_on` is out of time on `on`, nothing having interrupted it.

    Five years (CC art. 206 § 5º I) unless `especie` has a shorter term; the anniversary itself is still in time.
    """
    years = PRESCRICAO_YEARS_BY_ESPECIE.get(especie or "", PRESCRICAO_YEARS)
    return on > calendar.add_months(due_on, 12 * years, cc132=True)
