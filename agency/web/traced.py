"""What each address leaves in the trace: one table in which every view stands once, which a test asks."""

from dataclasses import dataclass
from typing import Final

from cases.models import TraceKind


@dataclass(frozen=True)
class Trace:
    """What a view leaves: a line of `kind` after a good answer, or none where `why` tells what does, or why nothing.

    `fails`: the line of a form that came back, where that means a wrong password or code.
    """

    why: str
    kind: TraceKind | None = None
    fails: TraceKind | None = None


_TABLE: Final = {
    Trace("a case on the screen, or something done on it, which has its event", TraceKind.CASE_SEEN): """
        desk.add_address desk.add_document desk.add_invoice desk.add_note desk.add_number desk.add_party
        desk.all_named desk.ask_adding desk.ask_correction desk.ask_join desk.ask_reversal desk.assign_case
        desk.book_cost desk.book_credit desk.check_person desk.check_register desk.choose_letter desk.close_case
        desk.confirm_assessment desk.confirm_court desk.confirm_no_defence desk.confirm_write_off
        desk.correct_claim desk.correct_service desk.credit_claim desk.decide_link desk.dispute_receipt
        desk.draft_writ desk.edit_person desk.end_arrangement desk.end_hold desk.end_party
        desk.end_receipt_dispute desk.give_to_bailiff desk.hold_file desk.join_cases desk.log_contact
        desk.look_at_letter desk.look_at_pdf desk.make_arrangement desk.make_assessment desk.mark_dispute
        desk.mark_point desk.mark_returned desk.move_claims desk.move_claims_back desk.new_payment
        desk.order_again desk.order_letter desk.order_message desk.place_hold desk.prefer_point desk.prove_delivery
        desk.receive_privacy_request desk.record_interruption desk.record_means desk.record_receipt
        desk.record_refund desk.register_payment desk.reject_assessment desk.reject_write_off desk.release_file
        desk.release_order desk.reopen_case desk.restate_in_business desk.reverse_payment desk.reverse_refund
        desk.see_wording desk.set_task_of_case desk.show_adding desk.show_arrangement desk.show_balance
        desk.show_booking desk.show_case desk.show_costs desk.show_holds desk.show_message
        desk.show_penalty desk.show_people
        desk.show_person desk.show_privacy desk.show_proceedings desk.show_same_person desk.show_seen
        desk.state_agreements desk.state_claim_kind desk.state_consumer_duties desk.state_defence
        desk.state_penalty desk.take_back_cost desk.take_back_credit desk.take_back_penalty
        desk.take_back_write_off desk.tell_amount desk.withdraw_delivery desk.withdraw_interruption
        desk.withdraw_letter desk.withdraw_means desk.withdraw_return desk.withdraw_writ desk.write_letter
        desk.write_off
        client_portal.accept_loss client_portal.add_evidence client_portal.approve_costs client_portal.report_payment
        client_portal.show_case client_portal.take_back_payment client_portal.withdraw_case
        bailiff_portal.correct_service bailiff_portal.report_service bailiff_portal.show_package
        """,
    Trace("a stored paper", TraceKind.DOCUMENT_OPENED): """
        desk.show_document client_portal.download_document bailiff_portal.download_proof admin.client_document
        admin.show_look_paper
        """,
    Trace("a file of many cases or rows, or a whole case", TraceKind.EXPORTED): """
        desk.make_case_file desk.make_creditor_file desk.make_person_cases_file desk.make_person_file desk.print_batch
        desk.hand_over_print_run desk.print_run_manifest
        client_portal.refused_rows bailiff_portal.download_package admin.export_trace admin.mistakes_as_csv
        """,
    Trace("everybody who was in one file, stack or package, with where he lives", TraceKind.EXPORTED): """
        desk.list_exchanged
        """,
    Trace("by what was searched, where something was", TraceKind.SEARCHED): """
        desk.list_cases desk.search client_portal.list_cases bailiff_portal.list_packages
        """,
    Trace("a form about several cases or none: rows and events say what, the line from where", TraceKind.SENT): """
        desk.answer_privacy_request desk.assign_cases desk.confirm_posted desk.divide_cases desk.drop_task desk.end_task
        desk.extend_privacy_request desk.list_tasks desk.open_by_hand desk.order_letters desk.see_to_mail
        desk.settle_message desk.withdraw_message desk.see_to_message
        desk.settle_mail desk.withdraw_mail desk.file_mail desk.set_mail_aside desk.log_mail admin.ask_document
        desk.cancel_print_run desk.confirm_run_posted desk.make_print_run desk.print_again desk.settle_print_run
        desk.withdraw_batch
        admin.end_own_task admin.prepare_tasks admin.search_numbers admin.show_number
        client_portal.cancel_upload client_portal.confirm_upload client_portal.hand_in client_portal.state_other_invoice
        """,
    Trace("who logged in, by the service", fails=TraceKind.LOGIN_FAILED): "security.login",
    Trace("the second step, by the service", fails=TraceKind.STEP_FAILED): "auth.second_step auth.show_passkey",
    Trace("the own password, by the service", fails=TraceKind.PASSWORD_FAILED): """
        security.change_password security.verify
        """,
    Trace("old and new value, by the service in its transaction"): """
        admin.activate_user admin.add_client_document admin.add_rule admin.add_team admin.ask_addition
        admin.ask_erasure admin.ask_texts
        admin.change_team admin.confirm_figure admin.confirm_look admin.confirm_year_end
        admin.deactivate_user admin.edit_agency
        admin.edit_bailiff_office admin.edit_client admin.edit_terms admin.edit_user admin.give_look_reason
        admin.name_keeper admin.new_bailiff_office admin.new_client admin.new_figure admin.new_user
        admin.propose_year_end admin.put_rule_first admin.refuse_look admin.reject_figure admin.remove_rule
        admin.release_text admin.remove_team admin.reset_password admin.reset_second_step admin.say_who admin.stop_text
        admin.withdraw_figure
        auth.choose_password auth.end_login auth.end_other_logins auth.new_app auth.new_codes auth.new_passkey
        auth.remove_factor security.logout desk.end_absence desk.show_absences desk.let_channel_go desk.stop_channel
        """,
    Trace("nothing: how the program and the record stand, in figures and fixed words"): """
        admin.impact_as_pdf admin.list_numbers admin.show_condition admin.show_processing admin.show_retention
        health.show health.show_alive health.show_metrics health.show_ready
        """,
    Trace("nothing: the set-up, of no debtor"): """
        admin.agency_logo admin.list_bailiff_offices admin.list_clients admin.list_figures admin.list_looks
        admin.list_texts admin.list_users admin.overview admin.show_client admin.show_figure admin.show_staffing
        admin.show_stop admin.show_text admin.show_year_end calculator.show_figures
        """,
    Trace("the case that it is about, by the page itself; of the set-up nothing"): "admin.show_look desk.show_mail",
    Trace("nothing: the trace itself; what is taken out of it is told"): "admin.show_trace",
    Trace("nothing: leads from what was typed to the page that shows it, which is told"): "desk.find_debtor",
    Trace("nothing: lists from which a case is opened, which is told"): """
        desk.list_batches desk.list_prescriptions desk.list_privacy_requests desk.next_case desk.preview_letters
        desk.preview_on_day desk.show_batch desk.show_creditor_file desk.show_inbox desk.show_outbox desk.show_print_run
        desk.show_queue desk.show_settlement
        admin.show_mistakes client_portal.list_uploads client_portal.show_upload client_portal.start
        """,
    Trace("nothing: shows a made-up letter with what was typed and keeps none of it"): """
        admin.look_at_addition admin.look_at_agency
        """,
    Trace("nothing: counts what was typed and keeps none of it"): """
        api.quote api.quote_schema calculator.calculate calculator.find_default calculator.find_earnings
        calculator.find_terms calculator.print_calculation
        """,
    Trace("nothing: the own account, or no page at all"): """
        auth.home auth.list_factors auth.list_logins auth.open_old_link auth.who_is_logged_in static
        """,
}
ROUTES: Final = {view: trace for trace, views in _TABLE.items() for view in views.split()}
ROWS: Final = sum(len(views.split()) for views in _TABLE.values())
