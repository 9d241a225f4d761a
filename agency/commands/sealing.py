"""The command `agency user reseal`: what apps share with the program is sealed with the FACTOR_KEY of now."""

from pathlib import Path

import click

from agency.commands.dutch_click import PATH, DutchCommand, Refusal


@click.command(cls=DutchCommand)
@click.option("--instance", type=PATH, metavar="MAP", help="Map met database, documenten en instellingen.")
def reseal(instance: Path | None) -> None:
    """Versleutel wat apps voor de tweede stap met ons delen opnieuw, met de FACTOR_KEY van nu."""
    from agency import clock, create_app
    from agency.auth import app_codes
    from agency.background.setting import at_work
    from agency.database import transaction
    from agency.settings import Settings, SettingsError
    from cases.setup import second_factors

    try:
        settings = Settings.load(instance=instance)
    except SettingsError as error:
        raise Refusal(str(error)) from error
    done, unreadable = 0, set()
    with at_work(create_app(settings)), transaction() as session:
        there = second_factors.apps(session)
        for each in there:
            try:
                sealed = app_codes.sealed_anew(each)
            except app_codes.SecretChanged:
                unreadable.add(each.user_id)
                continue
            if sealed is not None:
                second_factors.seal_anew(session, clock.act(), each.id, sealed)
                done += 1
        number = len(there)
    click.echo(f"Apps: {number}. Opnieuw versleuteld: {done}.")
    if unreadable:
        raise Refusal(
            f"Niet te lezen zijn de apps van de gebruikers met nummer {', '.join(map(str, sorted(unreadable)))}. Noem "
            "in FACTOR_KEYS_OLD ook de sleutel van toen. Is die er niet meer? Geef dan voor elk: "
            "agency user reset-step E-MAILADRES"
        )
    click.echo("FACTOR_KEYS_OLD is niet meer nodig. Vernietig de oude sleutel.")
