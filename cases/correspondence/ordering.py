"""Ordering letters as a preview showed them: rows that a worker makes one by one; and taking them back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import apart, deliveries, details, previewing
from cases.correspondence.details import Details
from cases.correspondence.new_notice import UNSENT
from cases.correspondence.previewing import Asked, BatchPreview, PreviewItem
from cases.correspondence.rules import LetterRule, rule_of
from cases.errors import AlreadyDone, NotFound, PreviewOutdated, Refused
from cases.events.letters import LetterQueued, LetterWithdrawn
from cases.models import BatchWork, Case, DeliveryState, Letter, LetterBatch, LetterKind, LetterState
from cases.names import name
from cases.progress.locking import lock
from cases.schema.ids import add_numbered
from legal.counting.valuation import Channel
from legal.parameters import Figures

PIECE = previewing.PIECE
MOST_NAMED = 5
CHANGED = "intussen gewijzigd: bekijk het voorbeeld opnieuw"


def order(
    session: Session, act: Act, marks: Mapping[int, str], *, kind: LetterKind, letter_date: date, figures: Figures,
    filled_in: Details | None = None,
) -> LetterBatch:
    """Order the letters of a preview, by its marks: all of them, or the first piece where there are more.

    The rest is ordered by `batch_work.go_on`. Raises PreviewOutdated when what would happen to one of this piece is no
    longer what was shown, or something else was filled in.
    """
    return _order_shown(session, act, marks, previewing.ask(
        session, kind, letter_date, leaves_on=max(letter_date, act.today), in_batch=len(marks) > 1, filled_in=filled_in
    ), figures=figures)


def order_by_mail(
    session: Session, act: Act, marks: Mapping[int, str], *, kind: LetterKind, letter_date: date, figures: Figures,
    filled_in: Details | None = None,
) -> LetterBatch:
    """The same for one case that gets it by e-mail. Raises PreviewOutdated, and Refused for more cases than one."""
    if len(marks) > 1:
        raise Refused("Per e-mail gaat een brief van één dossier tegelijk. Maak de brief in het dossier zelf.")
    return _order_shown(session, act, marks, previewing.ask(
        session, kind, letter_date, leaves_on=max(letter_date, act.today), in_batch=False, filled_in=filled_in,
        by_mail=True,
    ), figures=figures)


def _order_shown(
    session: Session, act: Act, marks: Mapping[int, str], wanted: Asked, *, figures: Figures
) -> LetterBatch:
    ids = sorted(marks)
    first = ids[:PIECE]
    shown = _shown_now(session, first, wanted, figures=figures)
    changed = [item.number for item in shown.items if item.mark != marks[item.case_id]]
    if changed:
        raise PreviewOutdated(
            f"Er is intussen iets veranderd in {_in_words(changed)}. Er is niets besteld; hieronder staat het "
            "voorbeeld zoals het nu is."
        )
    if not any(marks.values()):
        raise Refused("Geen van de gekozen dossiers krijgt deze brief. Kies andere dossiers.")
    batch = LetterBatch(
        kind=wanted.rule.kind, letter_date=wanted.letter_date, ordered_at=act.now, ordered_by=act.actor_id,
        details=details.as_json(wanted.filled_in),
    )
    session.add(batch)
    session.flush()
    asked = [case_id for case_id in ids if marks[case_id]]
    if asked[-1] > first[-1]:
        session.add(BatchWork(
            batch_id=batch.id, asked=[[case_id, marks[case_id]] for case_id in asked], asked_count=len(asked),
            ordered_after=first[-1],
        ))
    _order(session, act, batch, shown.sending, wanted.channel)
    return batch


def _in_words(numbers: Sequence[str]) -> str:
    """The first case numbers, and how many more there are."""
    named, more = ", ".join(numbers[:MOST_NAMED]), len(numbers) - MOST_NAMED
    which = "dossier" if len(numbers) == 1 else "dossiers"
    return f"{which} {named}" + (f" en nog {more}" if more > 0 else "")


def order_more(session: Session, act: Act, work: BatchWork, *, figures: Figures) -> None:
    """Order the next piece of a batch; a case that is not as it was shown gets no letter, and the batch says why.

    Nor does one in which the program errs.
    """
    left = {case_id: mark for case_id, mark in work.asked if case_id > (work.ordered_after or 0)}
    ids = sorted(left)[:PIECE]
    done = apart.together(session, ids, lambda some: _order_as_shown(
        session, act, work.batch, {case_id: left[case_id] for case_id in some}, figures=figures
    ))
    changed = [why for part in done.results for why in part.items()]
    work.left_out = [*work.left_out, *map(list, sorted([*changed, *done.failed.items()]))]
    work.left_out_count = len(work.left_out)
    work.ordered_after = ids[-1] if len(left) > len(ids) else None
    session.flush()


def _order_as_shown(
    session: Session, act: Act, batch: LetterBatch, marks: Mapping[int, str], *, figures: Figures
) -> dict[int, str]:
    """Order for the cases that are as they were shown; why the others get no letter, by their id."""
    asked = previewing.ask(
        session, batch.kind, batch.letter_date, leaves_on=max(batch.letter_date, act.today), in_batch=True,
        filled_in=rule_of(batch.kind).filled_in(batch),
    )
    shown = _shown_now(session, list(marks), asked, figures=figures)
    _order(session, act, batch, [item for item in shown.sending if item.mark == marks[item.case_id]], asked.channel)
    return {item.case_id: item.skipped or CHANGED for item in shown.items if item.mark != marks[item.case_id]}


def _shown_now(session: Session, ids: Sequence[int], asked: Asked, *, figures: Figures) -> BatchPreview:
    """The preview of cases that are locked to be ordered for."""
    lock(session, ids)
    return previewing.shown(session, ids, asked, figures=figures)


def _order(
    session: Session, act: Act, batch: LetterBatch, items: Sequence[PreviewItem], channel: Channel
) -> None:
    rule, ids = rule_of(batch.kind), [item.case_id for item in items]
    pairs = [(item, to) for item in items for to in item.recipients]
    session.execute(  # what is replaced stays on file; its place is free
        update(Letter).where(
            tuple_(Letter.case_id, Letter.debtor_id).in_([(item.case_id, to.debtor_id) for item, to in pairs]),
            Letter.kind == batch.kind, Letter.standing,
        ).values(standing=False)
    )
    letters = [
        Letter(
            batch_id=batch.id, case_id=item.case_id, debtor_id=to.debtor_id, party_id=to.party_id,
            contact_point_id=to.point_id, kind=batch.kind, channel=channel, state=LetterState.QUEUED, fee=to.fee,
        )
        for item, to in pairs
    ]
    add_numbered(session, letters)
    deliveries.plan(session, act, {
        letter.id: (to.mail_point_id, to.mail_to) for letter, (_, to) in zip(letters, pairs, strict=True)
        if to.mail_point_id is not None
    }, letter_date=batch.letter_date)
    told = LetterQueued(letter=batch.kind, batch_id=batch.id)
    events.record_many(session, act, ((case_id, told) for case_id in ids), effective_on=batch.letter_date)
    then = rule.after_order(letter_date=batch.letter_date)
    if then is not None:
        session.execute(
            update(Case).where(Case.id.in_(ids))
            .values(next_step=then.step, next_step_on=then.on, version_id=Case.version_id + 1)
        )
    session.flush()


def withdraw_unsent(
    session: Session, act: Act, case: Case, *, reason: str, on: date, where: Callable[[LetterRule], bool] = bool
) -> list[Letter]:
    """Withdraw the letters of a case that nobody confirmed as posted, of the kinds that `where` asks for; else all."""
    query = select(Letter).where(Letter.case_id == case.id, Letter.state.in_(UNSENT)).with_for_update()
    unsent = session.scalars(query.execution_options(populate_existing=True))
    letters = [letter for letter in unsent if where(rule_of(letter.kind))]
    for letter in letters:
        _withdraw(session, act, letter, reason=reason, on=on)
    session.flush()
    return letters


def withdraw(session: Session, act: Act, letter_id: int, *, reason: str, on: date) -> Letter:
    """Withdraw one letter that did not leave; what the case waits for follows from its kind."""
    letter = locked(session, letter_id)
    if letter.state not in UNSENT:
        raise AlreadyDone(f"Deze brief is al {name(letter.state).lower()} en kan niet meer worden ingetrokken.")
    _withdraw(session, act, letter, reason=reason, on=on)
    rule_of(letter.kind).after_withdrawal(session, letter, on=on)
    session.flush()
    return letter


def _withdraw(session: Session, act: Act, letter: Letter, *, reason: str, on: date) -> None:
    letter.state, letter.lease_token, letter.lease_until = LetterState.WITHDRAWN, None, None  # also while it is made
    letter.standing = False
    letter.error = reason
    if letter.channel is Channel.EMAIL:
        deliveries.end(session, letter.id, DeliveryState.WITHDRAWN, reason=reason, now=act.now)
    told = LetterWithdrawn(letter=letter.kind, reason=reason)
    events.record(session, act, letter.case_id, told, effective_on=on)


def locked(session: Session, letter_id: int) -> Letter:
    """A letter, locked after its case; raises NotFound."""
    lock(session, session.scalars(select(Letter.case_id).where(Letter.id == letter_id)).all())
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None:
        raise NotFound("Deze brief bestaat niet.")
    return letter
