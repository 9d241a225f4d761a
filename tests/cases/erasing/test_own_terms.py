"""What goes by a term of its own: on its day and no sooner, that alone, and a second time nothing."""

from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import documents, submissions
from cases.amicable import legal_holds, privacy_requests
from cases.amicable.privacy_requests import Answer, NewRequest
from cases.claims import uploads
from cases.erasing import own_terms
from cases.errors import Refused
from cases.models import (
    AccountLink,
    BatchWork,
    Case,
    Client,
    Erasure,
    InboundState,
    Login,
    RequestKind,
    RequestState,
    RoleName,
    SecondFactor,
    SecondLook,
    SetUpChange,
    SetUpSubject,
    StepBy,
    Submission,
    Upload,
    UploadState,
    User,
)
from cases.setup import account_links, accounts, logins, organisations, outsiders, second_factors, second_looks
from cases.setup.organisations import ClientValues
from cases.setup.outsiders import Named
from cases.store import DocumentStore
from cases.trace import redacted_files
from legal.policies import KEEPING
from tests.cases.amicable.endings import on, whats_wrong
from tests.cases.amicable.letters_in import answer, came_in
from tests.cases.erasing.test_closed_cases import found
from tests.cases.setup.test_second_looks import OTHER_IBAN, ask_account, look_of
from tests.cases.setup.test_second_looks import user as administrator
from tests.cases.trace.test_sealing import seal_all, wrong
from tests.factories import (
    TODAY,
    by,
    claim_file,
    claim_row,
    make_agency,
    make_case,
    make_client,
    make_upload,
    make_user,
    order_first_notice,
)

BIRD = "roerdomp"
PASSED = TODAY + timedelta(days=KEEPING.passing_days + 1)
A_DAY = timedelta(days=1)


def years(number: int, more: int = 2) -> date:
    """A day on which what ended on TODAY may go after so many years: a day for the day itself, one for the clock."""
    return date(TODAY.year + number, TODAY.month, TODAY.day) + more * A_DAY


def go(session: Session, store: DocumentStore, day: date) -> dict[str, int]:
    """What the clock does on a day; how many rows of which went."""
    session.commit()
    seal_all(session)
    gone = {own.what: own_terms.go_on(session, on(day), store, own) for own in own_terms.ALL}
    session.commit()
    redacted_files.remove_files(session, store)
    session.commit()
    session.expire_all()
    return {what: number for what, number in gone.items() if number}


def goes_on_its_day(session: Session, store: DocumentStore, day: date, word: str, what: str) -> None:
    """Nothing of it went a day sooner; then all of it does, once, and the chain is true."""
    assert what not in go(session, store, day - 2 * A_DAY)
    assert found(session, store, word)
    assert go(session, store, day)[what] > 0
    assert found(session, store, word) == set()
    assert what not in go(session, store, day)


@pytest.fixture
def client(session: Session) -> Client:
    """Of an agency that is there."""
    make_agency(session)
    return make_client(session)


def seen(session: Session, store: DocumentStore, client: Client) -> Upload:
    """A claim file that was shown, and no more."""
    return uploads.preview(
        session, by(), store, client_id=client.id, content=claim_file(claim_row(surname=BIRD)), filename=f"{BIRD}.csv",
    )


def test_a_claim_file_of_which_no_case_came_goes(session: Session, store: DocumentStore, client: Client) -> None:
    shown, used = seen(session, store, client), make_upload(session, store, client, claim_row())
    kept = used.masked_sha256
    goes_on_its_day(session, store, PASSED, BIRD, "bestanden van opdrachtgevers waaruit geen dossier kwam")
    assert (shown.state, shown.accepted_count) == (UploadState.CANCELLED, 1)
    assert (used.masked_sha256, used.filename) == (kept, "vorderingen.csv")
    with pytest.raises(Refused):
        uploads.accept(session, on(PASSED), upload_id=shown.id, client_id=client.id)


def test_one_from_which_invoices_came_to_a_case_stays_with_it(
    session: Session, store: DocumentStore, client: Client
) -> None:
    make_upload(session, store, client, claim_row(invoice="F-1"))
    more = make_upload(session, store, client, claim_row(invoice="F-2"), filename=f"{BIRD}.csv")
    assert session.scalar(select(func.count()).select_from(Case)) == 1
    assert go(session, store, PASSED) == {}
    assert more.filename == f"{BIRD}.csv"


def leaver(session: Session) -> User:
    """Somebody who logged in here by all means, and left today."""
    user = make_user(session, RoleName.OUTSIDER, email=f"{BIRD}@elders.test", name=f"Mr. {BIRD}")
    session.flush()
    account_links.replace_password(session, by(), user.id)
    logins.begin(session, by(user.id), device=f"laptop van {BIRD}", step_by=StepBy.APP)
    second_factors.add_app(session, by(user.id), name=f"app van {BIRD}", secret="x", counter=1)
    second_factors.keep_codes(session, by(user.id), ["hash"])
    outsiders.say(session, by(user.id), Named(profession="advocaat", office=BIRD, register_entry="A-1"))
    accounts.set_active(session, by(), user.id, False)
    return user


def test_an_e_mail_of_no_case_goes_with_its_papers_and_one_of_a_case_stays(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store)
    of_none = came_in(session, store, answer(f"Ik zag een {BIRD}.", From=f"{BIRD}@elders.test"))
    of_case = came_in(session, store, answer(f"Over {case.number}: vrijdag.", number=2, From="x@elders.test"))
    assert go(session, store, PASSED - 2 * A_DAY) == {}
    assert go(session, store, PASSED) == {"e-mails die bij geen dossier horen": 1}
    assert of_none.state is InboundState.IGNORED
    assert BIRD not in of_none.sender + of_none.text + of_none.document.title
    assert BIRD.encode() not in documents.content(store, of_none.document)
    assert of_case.text == f"Over {case.number}: vrijdag."
    assert go(session, store, PASSED + A_DAY) == {}


@pytest.mark.usefixtures("client")
def test_who_left_becomes_a_number(session: Session, store: DocumentStore, tmp_path: Path) -> None:
    stays, user = make_user(session, RoleName.HANDLER), leaver(session)
    assert go(session, store, years(KEEPING.staff_years, more=0)).keys() <= {"waar en waarmee iemand was ingelogd"}
    assert user.name == f"Mr. {BIRD}"
    assert go(session, store, years(KEEPING.staff_years))["accounts van wie geen toegang meer heeft"] == 1
    assert found(session, store, BIRD) == {"set_up_change"}  # who did what: as long as the books
    assert (user.name, user.email, user.password) == (f"gebruiker {user.id}", f"gewist-{user.id}", "")
    assert session.scalars(select(SecondFactor.secret)).all() == [None]
    assert session.scalars(select(AccountLink.token_sha256)).one().startswith("gewist-")
    assert stays.name == "M. Handler"
    assert session.scalars(select(Erasure.row_id).where(Erasure.source == "user")).all() == [user.id]
    with pytest.raises(Refused, match="gewist wie het was"):
        accounts.set_active(session, on(years(3)), user.id, True)
    assert go(session, store, years(KEEPING.staff_years)) == {}
    go(session, store, years(KEEPING.trace_years))
    assert found(session, store, BIRD) == set()
    seal_all(session)
    assert wrong(session, tmp_path) == []
    assert whats_wrong(session, store, years(KEEPING.trace_years)) == []


@pytest.mark.usefixtures("client")
def test_who_came_back_stays(session: Session, store: DocumentStore) -> None:
    user = leaver(session)
    accounts.set_active(session, by(), user.id, True)
    go(session, store, years(9))
    assert user.name == f"Mr. {BIRD}"


def test_whom_to_reach_at_a_client_goes_after_the_books(session: Session, store: DocumentStore) -> None:
    make_agency(session)
    values = ClientValues(
        name="Klant B.V.", legal_form="besloten vennootschap", kvk_number="87654321", street="Stroomweg",
        house_number="2", postal_code="3511 AA", city="Utrecht", contact_name=BIRD, email=f"{BIRD}@klant.test",
    )
    client = organisations.add_client(session, by(), values)
    gone = ClientValues(**(asdict(values) | {"active": False}))
    organisations.edit_client(session, by(), client.id, gone)
    what = "contactpersonen van opdrachtgevers en deurwaarders"
    goes_on_its_day(session, store, years(KEEPING.person_years), BIRD, what)
    assert client.name == "Klant B.V."


def test_the_words_of_a_request_go_unless_its_case_is_kept(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    asked = privacy_requests.receive(
        session, by(), case.id, case.debtor_id, NewRequest(kind=RequestKind.ACCESS, received_on=TODAY, asked=BIRD)
    )
    privacy_requests.answer(session, by(make_user(session, RoleName.HANDLER).id), asked.id, Answer(
        state=RequestState.GRANTED, on=TODAY, words="Gestuurd", identity=BIRD,
    ))
    keeper = by(make_user(session, RoleName.LEGAL_LEAD).id)
    legal_holds.place(session, keeper, case.id, reason="Klacht loopt")
    day, what = years(KEEPING.request_years, more=1), "woorden van beantwoorde verzoeken over privacy"
    assert what not in go(session, store, day)
    legal_holds.lift(session, keeper, case.id, reason="Afgedaan")
    assert what not in go(session, store, day - A_DAY)
    assert go(session, store, day)[what] == 1
    assert BIRD not in asked.asked + asked.identity_shown + asked.answer
    assert asked.state is RequestState.GRANTED
    assert what not in go(session, store, day)


def test_what_a_second_person_decided_keeps_who_and_when(session: Session, store: DocumentStore) -> None:
    make_case(session, store)
    anna, bram = administrator(session, "anna"), administrator(session, "bram")
    look = look_of(ask_account(session, anna))
    second_looks.refuse(session, by(bram.id), look.id, f"Niet van {BIRD}")
    go(session, store, years(KEEPING.trace_years))
    assert found(session, store, BIRD, OTHER_IBAN) == set()
    held = session.get_one(SecondLook, look.id)
    assert (held.asked_by, held.decided_by) == (anna.id, bram.id)
    assert held.decision.startswith("[gewist op ")


@pytest.mark.usefixtures("client")
def test_old_values_of_the_set_up_go_and_that_they_changed_stays(
    session: Session, store: DocumentStore, tmp_path: Path
) -> None:
    account = session.scalars(select(SetUpChange).where(SetUpChange.subject == SetUpSubject.AGENCY)).first()
    assert account is not None
    before = account.new_value
    go(session, store, years(KEEPING.trace_years, more=0))
    assert account.new_value == before
    go(session, store, years(KEEPING.trace_years))
    assert account.new_value.startswith("[gewist op ")
    assert not account.old_value
    seal_all(session)
    assert wrong(session, tmp_path) == []


def test_what_only_helps_the_program_along_goes(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    user = make_user(session, RoleName.HANDLER)
    batch = order_first_notice(session, case)
    session.add(BatchWork(batch_id=batch.id, asked=[[case.id, "x"]], left_out=[[case.id, BIRD]], left_out_count=1))
    submissions.handled_before(session, by(user.id), "een formulier")
    logins.begin(session, by(user.id), device=BIRD, step_by=StepBy.NOTHING)
    goes_on_its_day(session, store, PASSED, BIRD, "waar en waarmee iemand was ingelogd")
    assert session.scalar(select(func.count()).select_from(Submission)) == 0
    assert session.scalars(select(Login.token_sha256)).all() == ["gewist-1"]
    assert session.scalars(select(BatchWork.left_out_count)).all() == [1]
