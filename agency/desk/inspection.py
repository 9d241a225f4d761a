"""The file for an inspector: one case, or all of a debtor or a creditor, whole, in one press; told in each case."""

from collections.abc import Collection

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.database import db
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.resources import as_attachment, store
from agency.web.access import Permission, requires
from agency.web.fields import DutchDateField
from agency.web.forms import BaseForm
from agency.web.once import Sent, answer_to, carry_out
from cases import documents
from cases.amicable import person_exports
from cases.correspondence.letter_data import agency_block, agency_on_record
from cases.models import Case, Client, Debtor
from cases.names import name
from cases.queries.desk.case_page import CaseHead
from cases.queries.person_file import PersonFile, case_files, cases_of_client
from cases.queries.person_rows import whose
from letters.person_file import Cover, Paper, packed, readable

ZIP = "application/zip"


class PeriodForm(BaseForm):
    """Which cases of a creditor: those that were opened in a period, both days counted; all where it is left empty."""

    first_day = DutchDateField("Geopend vanaf")
    last_day = DutchDateField("Geopend tot en met")

    def validate(self, extra_validators: object = None) -> bool:
        """Whether each is a day, and they come in this order."""
        if not super().validate(extra_validators):
            return False
        first, last = self.first_day.data, self.last_day.data
        if first and last and last < first:
            self.refuse("De laatste dag ligt voor de eerste.", "last_day")
            return False
        return True


@bp.post("/dossiers/<int:case_id>/inspectie")
@requires(Permission.PRIVACY_HANDLE)
def make_case_file(case_id: int) -> ResponseReturnValue:
    """The whole file of one case. A POST: the case tells that it was made."""
    case = head_of(case_id).case
    return _of_case(case, [case_id], f"Dossier {case.number}")


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>/inspectie")
@requires(Permission.PRIVACY_HANDLE)
def make_person_cases_file(case_id: int, person_id: int) -> ResponseReturnValue:
    """The same of all cases in which somebody owes."""
    head = head_of(case_id)
    person, who = person_in(head, person_id), whose(database.session(), person_id)
    return _of_case(head.case, who.own | who.beside, f"Alle dossiers van {person.name}")


@bp.get("/schuldeisers/<int:creditor_id>/inspectie")
@requires(Permission.PRIVACY_HANDLE)
def show_creditor_file(creditor_id: int) -> str:
    """Of which cases of a creditor it is made."""
    return _creditor_page(db.get_or_404(Client, creditor_id), PeriodForm(formdata=None))


@bp.post("/schuldeisers/<int:creditor_id>/inspectie")
@requires(Permission.PRIVACY_HANDLE)
def make_creditor_file(creditor_id: int) -> ResponseReturnValue:
    """The same of all cases of a creditor, or of those of a period."""
    creditor, form = db.get_or_404(Client, creditor_id), PeriodForm()
    if not form.validate():
        return _creditor_page(creditor, form), 422
    first, last = form.first_day.data, form.last_day.data
    case_ids = cases_of_client(database.session(), creditor_id, first_day=first, last_day=last)
    title = f"Alle dossiers van {creditor.name}" if first is last is None else f"Dossiers van {creditor.name}"
    made = _made(form, case_ids, title, f"schuldeiser-{creditor_id}")
    return made if isinstance(made, Response) else (_creditor_page(creditor, form), made.status)


def _of_case(case: Case, case_ids: Collection[int], title: str) -> ResponseReturnValue:
    made = _made(None, case_ids, title, case.number)
    if isinstance(made, Response):
        return made
    flash(f"Het inspectiedossier is niet gemaakt. {made.why_not}", "error")
    return redirect(url_for("desk.show_case", case_id=case.id))


def _made(form: PeriodForm | None, case_ids: Collection[int], title: str, called: str) -> Response | Sent[object]:
    """The file, told in each of these cases; or why it was not made, on the form where there is one."""
    packing = answer_to(form, lambda: _packed_cases(case_ids, title))
    if packing.result is None:
        return packing
    content, papers = packing.result
    telling = carry_out(form, lambda session, act: person_exports.tell_case_files(
        session, act, case_ids, content=content, papers=papers
    ))
    return as_zip(content, f"inspectie-{called}") if telling.is_done else telling


def _packed_cases(case_ids: Collection[int], title: str) -> tuple[bytes, int]:
    person_exports.check_cases(case_ids)
    return packed_file(case_files(database.session(), case_ids), title, "Inspectiedossier (art. 5.1 en 5.2 Bki).")


def _creditor_page(creditor: Client, form: PeriodForm) -> str:
    number = len(cases_of_client(database.session(), creditor.id))
    return render_template(
        "desk/creditor_file.html", creditor=creditor, form=form, number=number, most=person_exports.MOST_CASES
    )


def person_in(head: CaseHead, person_id: int) -> Debtor:
    """Somebody who has or had a part in the case; 404 for anybody else."""
    known = {head.case.debtor_id: head.case.debtor} | {each.person_id: each.person for each in head.people.parties}
    if person_id not in known:
        abort(404)
    return known[person_id]


def packed_file(file: PersonFile, title: str, about: str) -> tuple[bytes, int]:
    """The ZIP, and how many papers lie in it. Raises Refused for more than one file can hold."""
    person_exports.check_size(file.papers)
    papers = [
        Paper(title=each.title or name(each.kind), content=documents.content(store(), each),
              suffix=each.filename.rpartition(".")[2])
        for each in file.papers
    ]
    agency = agency_block(agency_on_record(database.session()))
    pdf = readable(Cover(agency=agency, title=title, about=about, day=clock.today()), file.sections)
    return packed(pdf, file.rows, papers), len(papers)


def as_zip(content: bytes, called: str) -> Response:
    """The answer with the file, which is kept nowhere else."""
    return as_attachment(content, f"{called}-{clock.today():%Y%m%d}.zip", ZIP)
