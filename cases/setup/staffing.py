"""Teams, the rules by which new cases get their handler, and absences: entered here, used by `progress.assignment`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.models import Absence, AssignmentRule, Client, SetUpSubject, Team, TeamMember, User
from cases.progress import assignment, stand_ins
from cases.trace import set_up_changes
from letters.words import short_date

LONGEST_NAME = 80
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class RuleInput:
    """Whose new cases go to whom: of one client or of every, of a range of letters or of every name.

    One receiver: a handler, or a team, in which whoever has the fewest gets the case.
    """

    client_id: int | None = None
    first_letter: str = ""
    last_letter: str = ""
    handler_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AbsenceInput:
    """Who is away from which day through which, both counted, and who stands in."""

    user_id: int
    stand_in_id: int
    first_day: date
    last_day: date


def teams(session: Session) -> list[tuple[Team, list[int]]]:
    """Every team by name, with the users in it."""
    members: dict[int, list[int]] = {}
    for member in session.scalars(select(TeamMember).order_by(TeamMember.user_id)):
        members.setdefault(member.team_id, []).append(member.user_id)
    found = session.scalars(select(Team).order_by(func.lower(Team.name), Team.id))
    return [(team, members.get(team.id, [])) for team in found]


def add_team(session: Session, act: Act, name: str, user_ids: Collection[int]) -> Team:
    """A team with these people, who leave the team that they were in. Raises Incomplete, AlreadyDone, NotFound."""
    kept = name.strip()[:LONGEST_NAME]
    if not kept:
        raise Incomplete("Vul de naam van het team in.")
    if session.scalar(select(Team.id).where(func.lower(Team.name) == kept.lower())) is not None:
        raise AlreadyDone(f"Er is al een team dat {kept} heet.")
    team = Team(name=kept)
    session.add(team)
    session.flush()
    change_team(session, act, team.id, user_ids)
    return team


def change_team(session: Session, act: Act, team_id: int, user_ids: Collection[int]) -> Team:
    """Exactly these people are in the team from now on. Raises NotFound, also for who handles no cases."""
    team = session.get(Team, team_id, with_for_update=True)
    if team is None:
        raise NotFound("Dit team bestaat niet.")
    staff = stand_ins.staff(session, on=act.today)
    if not staff.names.keys() >= set(user_ids):
        raise NotFound("Kies alleen mensen die dossiers behandelen.")
    before = _names(session, [m.user_id for m in session.scalars(
        select(TeamMember).where(TeamMember.team_id == team_id)
    )])
    for member in session.scalars(select(TeamMember).where(TeamMember.team_id == team_id)):
        session.delete(member)
    for user_id in sorted(set(user_ids)):
        elsewhere = session.get(TeamMember, user_id)
        if elsewhere is not None:
            session.delete(elsewhere)
    session.flush()
    session.add_all(TeamMember(user_id=user_id, team_id=team_id) for user_id in sorted(set(user_ids)))
    session.flush()
    set_up_changes.record(
        session, act, SetUpSubject.TEAM, team_id, before={"members": before},
        after={"name": team.name, "members": _names(session, user_ids)},
    )
    return team


def remove_team(session: Session, act: Act, team_id: int) -> None:
    """Take a team away. Raises NotFound, Refused while a rule gives cases to it."""
    team = session.get(Team, team_id, with_for_update=True)
    if team is None:
        raise NotFound("Dit team bestaat niet.")
    if session.scalar(select(AssignmentRule.id).where(AssignmentRule.team_id == team_id).limit(1)) is not None:
        raise Refused(f"Een regel geeft dossiers aan team {team.name}. Haal eerst die regel weg.")
    for member in session.scalars(select(TeamMember).where(TeamMember.team_id == team_id)):
        session.delete(member)
    session.flush()
    session.delete(team)
    set_up_changes.record(session, act, SetUpSubject.TEAM, team_id, before={"name": team.name}, after={"name": None})


def rules(session: Session) -> Sequence[AssignmentRule]:
    """The rules in the order in which they are looked at."""
    return session.scalars(select(AssignmentRule).order_by(AssignmentRule.ordinal, AssignmentRule.id)).all()


def add_rule(session: Session, act: Act, values: RuleInput) -> AssignmentRule:
    """A rule after the others. Raises Incomplete and Refused for what is no rule, NotFound."""
    first, last = _letters(values)
    _check_receiver(session, act, values)
    if values.client_id is not None and session.get(Client, values.client_id) is None:
        raise NotFound("Deze opdrachtgever bestaat niet.")
    ordinal = (session.scalar(select(func.max(AssignmentRule.ordinal))) or 0) + 1
    rule = AssignmentRule(
        ordinal=ordinal, client_id=values.client_id, first_letter=first, last_letter=last,
        handler_id=values.handler_id, team_id=values.team_id,
    )
    session.add(rule)
    session.flush()
    _trace_rule(session, act, rule, was=None, became=in_words(session, rule))
    return rule


def remove_rule(session: Session, act: Act, rule_id: int) -> None:
    """Take a rule away; cases that it gave stay where they are. Raises NotFound."""
    rule = _rule(session, rule_id)
    _trace_rule(session, act, rule, was=in_words(session, rule), became=None)
    session.delete(rule)
    session.flush()


def put_first(session: Session, act: Act, rule_id: int) -> None:
    """Look at this rule before all others. Raises NotFound."""
    rule = _rule(session, rule_id)
    first = session.scalar(select(func.min(AssignmentRule.ordinal))) or 0
    set_up_changes.record(
        session, act, SetUpSubject.ASSIGNMENT, rule.id, before={"ordinal": str(rule.ordinal)},
        after={"ordinal": str(first - 1)},
    )
    rule.ordinal = first - 1
    session.flush()


def in_words(session: Session, rule: AssignmentRule) -> str:
    """A rule as one sentence: "Stroomdal, namen met A tot en met K: team Noord, wie de minste dossiers heeft"."""
    client = session.get(Client, rule.client_id) if rule.client_id is not None else None
    letters = f"namen met {rule.first_letter} tot en met {rule.last_letter}" if rule.first_letter else "alle namen"
    if rule.handler_id is not None:
        receiver = session.get_one(User, rule.handler_id).name
    else:
        receiver = f"team {session.get_one(Team, rule.team_id).name}, wie de minste dossiers heeft"
    return f"{'Alle opdrachtgevers' if client is None else client.name}, {letters}: {receiver}"


def absences(session: Session, *, today: date) -> Sequence[Absence]:
    """Who is away today or later, the soonest first."""
    query = select(Absence).where(Absence.last_day >= today).order_by(Absence.first_day, Absence.id)
    return session.scalars(query).all()


def enter_absence(session: Session, act: Act, values: AbsenceInput) -> Absence:
    """Somebody is away, and somebody else gets his new work.

    Raises Refused for days that passed or run backwards, for the same person twice, where the stand-in is away himself
    or where that person is away already, NotFound.
    """
    staff = stand_ins.staff(session, on=act.today)
    if values.user_id not in staff.names or values.stand_in_id not in staff.names:
        raise NotFound("Kies twee mensen die dossiers behandelen.")
    if values.user_id == values.stand_in_id:
        raise Refused("Iemand kan zichzelf niet vervangen. Kies een andere vervanger.")
    if values.last_day < values.first_day or values.last_day < act.today:
        raise Refused("De laatste dag ligt vóór de eerste of is al voorbij. Controleer de dagen.")
    session.scalars(select(User.id).where(User.id.in_((values.user_id, values.stand_in_id))).order_by(User.id)
                    .with_for_update()).all()
    for user_id, who in ((values.user_id, "deze persoon"), (values.stand_in_id, "de vervanger")):
        met = session.scalar(select(Absence).where(
            Absence.user_id == user_id, Absence.first_day <= values.last_day, Absence.last_day >= values.first_day
        ).limit(1))
        if met is not None:
            raise Refused(
                f"In die dagen is {who} al afwezig: {short_date(met.first_day)} tot en met {short_date(met.last_day)}."
            )
    absence = Absence(
        user_id=values.user_id, stand_in_id=values.stand_in_id, first_day=values.first_day, last_day=values.last_day,
        entered_at=act.now, entered_by=act.actor_id,
    )
    session.add(absence)
    session.flush()
    set_up_changes.record(
        session, act, SetUpSubject.USER, values.user_id, before={}, after={"absence": (
            f"{short_date(values.first_day)} tot en met {short_date(values.last_day)}, vervangen door "
            f"{staff.names[values.stand_in_id]}"
        )},
    )
    return absence


def end_absence(session: Session, act: Act, absence_id: int) -> None:
    """That person is back today, or does not leave after all. Raises NotFound, AlreadyDone."""
    absence = session.get(Absence, absence_id, with_for_update=True)
    if absence is None:
        raise NotFound("Deze afwezigheid bestaat niet.")
    if absence.last_day < act.today:
        raise AlreadyDone("Deze afwezigheid is al voorbij.")
    before = f"{short_date(absence.first_day)} tot en met {short_date(absence.last_day)}"
    user_id = absence.user_id
    if absence.first_day >= act.today:
        session.delete(absence)
    else:
        absence.last_day = act.today - ONE_DAY
    session.flush()
    set_up_changes.record(
        session, act, SetUpSubject.USER, user_id, before={"absence": before}, after={"absence": "beëindigd"}
    )


def _letters(values: RuleInput) -> tuple[str, str]:
    first, last = values.first_letter.strip(), values.last_letter.strip()
    if not first and not last:
        return "", ""
    found = [assignment.first_letter(letter) if len(letter) == 1 else "" for letter in (first or last, last or first)]
    if not all(found):
        raise Refused("Vul één letter in van A tot en met Z, of laat beide leeg voor alle namen.")
    if found[0] > found[1]:
        raise Refused(f"De letter {found[0]} komt na {found[1]}. Draai ze om.")
    return found[0], found[1]


def _check_receiver(session: Session, act: Act, values: RuleInput) -> None:
    if (values.handler_id is None) == (values.team_id is None):
        raise Incomplete("Kies één behandelaar of één team.")
    if values.team_id is not None and session.get(Team, values.team_id) is None:
        raise NotFound("Dit team bestaat niet.")
    staff = stand_ins.staff(session, on=act.today)
    if values.handler_id is not None and values.handler_id not in staff.names:
        raise NotFound("Deze behandelaar bestaat niet, of behandelt geen dossiers.")


def _rule(session: Session, rule_id: int) -> AssignmentRule:
    rule = session.get(AssignmentRule, rule_id, with_for_update=True)
    if rule is None:
        raise NotFound("Deze regel bestaat niet.")
    return rule


def _trace_rule(session: Session, act: Act, rule: AssignmentRule, *, was: str | None, became: str | None) -> None:
    set_up_changes.record(
        session, act, SetUpSubject.ASSIGNMENT, rule.id, before={"rule": was}, after={"rule": became}
    )


def _names(session: Session, user_ids: Collection[int]) -> str:
    names = session.scalars(select(User.name).where(User.id.in_(user_ids)).order_by(func.lower(User.name)))
    return ", ".join(names) if user_ids else ""
