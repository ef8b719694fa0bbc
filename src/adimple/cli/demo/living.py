"""Days lived through the same use-cases as a user: the night, payments and files in the morning, the day's sends,
what people answer, what the staff writes down, the end of the day.

E-mail leaves by SMTP to the sandbox's server and is read from its inbox, as people would.
"""

from datetime import date, datetime, time, timedelta

from adimple.cli.demo import staging
from adimple.cli.demo.mail import Inbox
from adimple.cli.demo.money_in import Cashier
from adimple.cli.demo.people import Crowd
from adimple.cli.demo.portfolio import Portfolio
from adimple.cli.demo.sheets import Sheet
from adimple.cli.demo.work import Staff
from adimple.cycle import run
from adimple.sandbox.mailbox import Mailbox
from adimple.store.reads import access
from adimple.usecases import answer_link, expire_actions, import_titulos, settle_promises
from adimple.usecases.context import SAO_PAULO, Actor, Context
from adimple.worker import dispatch
from adimple.worker.dispatch import Senders

NIGHT, PAYMENTS, OPENING, FILES = time(2), time(6), time(8), time(8, 30)
# Just before windows close on the hour. Sending goes by the hour in the last days, by these hours before.
SEND_HOURS = (12, 17, 19)
RECENT = timedelta(days=7)
BATCH = 200
RELEASE, ANSWERS, END = time(20), time(21), time(23, 50)


class Living:
    """The credores are there (`staging.open_credores`); `day` lives each day of the portfolio, in order."""

    def __init__(self, portfolio: Portfolio, sheets: list[Sheet], ids: dict[str, int], mailbox: Mailbox) -> None:
        self.portfolio, self.sheets, self.ids = portfolio, sheets, ids
        self.scope = access.whole_scope()
        self.crowd = Crowd()
        self.inbox = Inbox(mailbox, portfolio)
        self.cashier = Cashier(ids)
        self.staff = Staff(self.crowd, portfolio, ids)

    def day(self, on: date, until: time = END) -> None:
        """The whole day, or up to an hour of it.

        The night plans before it knows what was paid the day before: what was paid is then not sent.
        """
        self.night(on)
        self.cashier.bring(self._context(staging.OWNER, on, PAYMENTS), is_last=on == self.portfolio.end)
        self._take_files(on)
        self.cashier.keep(on, self.crowd.payments(on))
        self._contact(on, until)
        self._answer(self._context("link", on, min(until, ANSWERS)))
        self.staff.answer_disputes(self._context(staging.OWNER, on, min(until, ANSWERS)))
        if until == END:
            staging.release_on(self._context(staging.OWNER, on, RELEASE), self.portfolio, self.ids)
            evening = self._context("fim do dia", on, END)
            settle_promises.settle_promises(evening, settle_promises.last_day_over(evening, files_came=True))
            expire_actions.expire_day(evening, on)

    def night(self, on: date) -> None:
        run.run_night(self._context("noite", on, NIGHT), on)

    def _take_files(self, on: date) -> None:
        """The files that the credores' systems export on this day."""
        ctx = self._context(staging.OWNER, on, FILES)
        for sheet in self.sheets:
            if sheet.on == on:
                credor_id = self.ids[sheet.slug]
                file = import_titulos.ImportFile(credor_id=credor_id, name=sheet.name, content=sheet.content)
                import_titulos.import_titulos(ctx, file)
                self.cashier.learn(self.scope, sheet.slug, on)
        for export in self.portfolio.exports:
            if export.on == on:
                self.crowd.receive(export)

    def _contact(self, on: date, until: time) -> None:
        """Sends what is due and calls who is to be called, by the hour; on the last day it calls once, early."""
        for turn, hour in enumerate(self._hours(on, until)):
            senders = Senders()  # a provider that failed has rested by the next hour, which here comes at once
            dispatch.dispatch_due(self._context("envio", on, hour), senders, size=BATCH)
            senders.close()
            if turn == 1 or on < self.portfolio.end:
                self.staff.call(self._context(staging.OPERATOR, on, hour))

    def _answer(self, ctx: Context) -> None:
        """People read what came today, and some answer by the link of the message."""
        for mail in self.inbox.new():
            kind = self.crowd.read_message(mail.person, mail.slug, ctx.on)
            if kind is not None:
                link = answer_link.answer(ctx, self.inbox.token(mail), answer_link.Answer(kind=kind))
                if kind == answer_link.CONTESTACAO:
                    self.staff.note_dispute(link.devedor_id, ctx.on)

    def _hours(self, on: date, until: time) -> list[time]:
        hours = range(8, 20) if self.portfolio.end - on < RECENT else SEND_HOURS
        return [time(hour, 55) for hour in hours if time(hour, 55) <= until]

    def _context(self, actor: str, on: date, hour: time) -> Context:
        return Context(Actor(actor), self.scope, at(on, hour))


def at(on: date, hour: time) -> datetime:
    """That hour of that day in São Paulo."""
    return datetime.combine(on, hour, SAO_PAULO)
