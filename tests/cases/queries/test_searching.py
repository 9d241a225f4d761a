"""The search on both databases: keys in any notation, names with accents and slips, and what the database keeps."""

import string
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from cases.models import Case, Claim, Debtor, Stage
from cases.queries import searching, slips
from cases.queries.desk import work
from cases.queries.desk.work import Filter
from cases.queries.searching import Within
from cases.schema import lookups
from tests.engines import create_engine_for
from tests.factories import TODAY, claim_row, make_agency, make_client, make_store, make_upload
from tests.owner import as_owner

ROWS = (
    {"surname": "Jansen", "first_name": "Piet", "street": "Kerkweg", "invoice": "F2026-0101"},
    {"surname": "Özdemir", "first_name": "Fatima", "street": "Molenlaan"},
    {"surname": "Vries", "prefix": "de", "first_name": "Jan-Willem", "street": "Stationsplein", "house_number": "12a"},
    {"company": "J.P. Bakker B.V.", "surname": "", "first_name": "", "kvk": "68750110", "street": "Vijverhof"},
    {"surname": "Hoogendijk", "first_name": "Li", "street": "'s-Gravenweg"},
)


@pytest.fixture
def made(session: Session, tmp_path: Path) -> list[Case]:
    """Cases of one client, and one of another with the first name of all."""
    make_agency(session)
    store, rows = make_store(tmp_path), []
    for number, told in enumerate(ROWS, start=1):
        rows.append(claim_row(**({
            "customer": f"K-{number}", "invoice": f"A-{number}", "postal_code": f"123{number} AB",
            "phone": f"06-1234567{number}", "email": f"Naam{number}@Voorbeeld.test",
        } | told)))
    make_upload(session, store, make_client(session), *rows)
    make_upload(session, store, make_client(session, name="Andere B.V."), claim_row(
        customer="X-9", surname="Jansen", first_name="Piet", invoice="X-9", postal_code="9999 XX", phone="",
        email="ander@elders.test", street="Kerkweg",
    ))
    session.flush()
    return list(session.scalars(select(Case).order_by(Case.id)))


def found(session: Session, words: str, within: Within = searching.EVERYWHERE) -> Sequence[int]:
    """Ids of the cases that the search and a list find by these words: the same."""
    ids = sorted(searching.search(session, words).case_ids)
    listed = sorted(session.scalars(select(Case.id).where(searching.matches(session, words, within))))
    if within is searching.EVERYWHERE:
        assert ids == listed
    return listed


@pytest.mark.parametrize(("words", "at"), [
    ("K-3", 2), ("k-3", 2), ("a-2", 1), ("A 2", 1), ("F2026-0101", 0), ("f2026-0101", 0), ("F 2026/101", 0),
    ("NAAM2@voorbeeld.TEST", 1), ("06 12345673", 2), ("+31 (0)6 12345673", 2), ("0031612345673", 2),
    ("1232ab", 1), ("1232 AB 12", 1), ("1233 ab, 12A", 2), ("68750110", 3), ("naam4@", 3), ("AAM4@VOORB", 3),
])
def test_every_key_has_its_notations(session: Session, made: list[Case], words: str, at: int) -> None:
    assert found(session, words) == [made[at].id]


@pytest.mark.parametrize(("words", "at"), [
    ("özdemir", 1), ("OZDEMIR", 1), ("fatima ozdemir", 1), ("demir", 1), ("vries", 2), ("de Vries, Jan-Willem", 2),
    ("willem", 2), ("bakker", 3), ("j.p. bakker", 3), ("Li", 4), ("oogendij", 4), ("Li Hoogendijk", 4),
])
def test_a_name_is_found_by_words_and_parts(session: Session, made: list[Case], words: str, at: int) -> None:
    assert found(session, words) == [made[at].id]


@pytest.mark.parametrize("words", [
    "hoogendjik", "hogendijk", "hooogendijk", "hoogendiyk", "Li Hogendijk", "hoogendijk Ly",
])
def test_one_slip_of_typing_is_forgiven(session: Session, made: list[Case], words: str) -> None:
    expected = [] if words.endswith("Ly") else [made[4].id]  # two letters are too few to slip in
    assert found(session, words) == expected


@pytest.mark.parametrize(("words", "at"), [
    ("molenlaan", 1), ("Stationsplein 12", 2), ("stationsplein 12A", 2), ("vijverh", 3), ("gravenweg", 4),
])
def test_a_street_is_found_where_no_name_is(session: Session, made: list[Case], words: str, at: int) -> None:
    assert found(session, words) == [made[at].id]


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("words", [
    "", " ", "%", "_", "%%%", "___", '"', '"""', "'''", "\\\\\\", "hogendyk", "jansen fatima", "kerkweg 99", "9999 ZZ",
    "0612345699", "k-33", "f2026-0102", "niemand@voorbeeld.test", "hoogendyk", "xxxxxxxx", "* OR a", "a NEAR b",
    "(jansen", "&|!", "jansen:*", "-jansen", "x" * 200,
])
def test_what_is_not_there_is_not_found(session: Session, words: str) -> None:
    assert found(session, words) == []


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("mark", [*string.punctuation, "\u0301", "\u202e", "🙂"])
def test_marks_alone_are_no_words(session: Session, mark: str) -> None:
    """An apostrophe in the search box was an error on PostgreSQL."""
    for words in (mark, mark * 2, f"{mark} {mark}", f"\\{mark}", f"'{mark}", f"jansen {mark}"):
        assert found(session, words) in ([], found(session, "jansen"), found(session, "@")), words


@pytest.mark.usefixtures("made")
def test_a_mark_between_letters_parts_words_and_is_no_error(session: Session) -> None:
    """An underscore in the search box was one on SQLite, and so was a letter that it does not know as one."""
    for mark in (*string.punctuation, "\u0301", "\u202e", "🙂", "\u19b0", "\u1cf2"):
        for words in (f"jansen{mark}piet", f"onbekend{mark}weg", f"x{mark}{mark}yz 1"):
            assert set(found(session, words)) <= set(found(session, "jansen")), words


def test_a_client_finds_only_its_own(session: Session, made: list[Case]) -> None:
    own, other = made[0], made[-1]
    assert found(session, "jansen") == [own.id, other.id]
    for words in ("jansen", "piet", "kerkweg", "jansne"):
        assert found(session, words, Within(client_id=other.client_id)) == [other.id], words
    for words in ("A-1", "F2026-0101", "K-1", "naam1@voorbeeld.test", "0612345671", "1231 AB"):
        assert found(session, words, Within(client_id=other.client_id)) == [], words


def test_the_words_follow_the_record(session: Session, made: list[Case]) -> None:
    debtor = session.get_one(Debtor, made[1].debtor_id)
    debtor.search_name, debtor.street, debtor.email = "fatima yilmaz", "Nieuwstraat", "nieuw@voorbeeld.test"
    session.flush()
    for words in ("yilmaz", "yilmza", "nieuwstraat", "nieuw@voor"):
        assert found(session, words) == [made[1].id], words
    for words in ("ozdemir", "molenlaan", "naam2@"):
        assert found(session, words) == [], words


def test_a_claim_knows_whether_its_case_is_open(session: Session, made: list[Case]) -> None:
    query = select(Claim.is_open).where(Claim.case_id == made[0].id)
    for stage, is_open in ((Stage.CLOSED, False), (Stage.AMICABLE, True), (Stage.PRE_LEGAL, True)):
        made[0].stage = stage
        session.flush()
        assert session.scalar(query) is is_open
    assert session.scalar(select(Claim.is_open).where(Claim.case_id == made[1].id)) is True


def test_a_search_stops_at_fifty_and_a_list_does_not(session: Session, tmp_path: Path) -> None:
    make_agency(session)
    make_upload(session, make_store(tmp_path), make_client(session), *(
        claim_row(customer=f"K-{each}", invoice=f"F-{each}", surname="Jansen", email="", phone="") for each in range(60)
    ))
    session.flush()
    shown = searching.search(session, "jansen")
    newest = list(session.scalars(select(Case.id).order_by(Case.id.desc())))
    assert (shown.case_ids, shown.more) == (tuple(newest[:50]), True)
    assert work.count(session, Filter(text="jansen")) == 60
    assert len(work.cases(session, Filter(text="jansen"), sort="naam", today=TODAY).rows) == 50


def test_without_pg_trgm_words_are_found_and_nothing_fails(postgres_url: str, tmp_path: Path) -> None:
    engine = create_engine_for(postgres_url)
    with Session(engine) as session:
        as_owner(session.connection(), "DROP EXTENSION pg_trgm CASCADE")
        make_agency(session)
        make_upload(session, make_store(tmp_path), make_client(session), claim_row(surname="Hoogendijk"))
        session.commit()
        assert not lookups.finds_parts(session.connection())
        (only,) = session.scalars(select(Case.id)).all()
        for words, ids in (("hoogendijk", [only]), ("hoogen", [only]), ("hogendijk", [only]), ("gendijk", [])):
            assert found(session, words) == ids, words
    engine.dispose()


def test_every_slip_is_one_step_away() -> None:
    made = slips.of("smit")
    assert {"smt", "mit", "smitt", "smits", "msit", "smti", "snit"} <= set(made)
    assert "smit" not in made
    assert len(made) == len(set(made)) < 54 * 4 + 30
    assert slips.of("jan") == slips.of("x" * 21) == []


@pytest.mark.superuser
def test_installing_twice_changes_nothing(engine: Engine) -> None:
    catalogue = {
        "sqlite": "SELECT name, sql FROM sqlite_master ORDER BY name",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
    }[engine.dialect.name]
    with engine.begin() as connection:
        before = connection.execute(text(catalogue)).all()
        lookups.install(connection)
        assert connection.execute(text(catalogue)).all() == before
        assert any(name == "order_case_urgency" for name, _ in before)
