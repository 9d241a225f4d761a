"""What is said of a letter whose file cannot be given to the printer."""


def not_printed(case_number: str, debtor: str, what: str) -> str:
    """Which letter is not in the pile, and what is wrong with its file."""
    return f"De brief in dossier {case_number} aan {debtor} is nu niet af te drukken. Het bestand {what}."


def was_it_posted(case_number: str, debtor: str, what: str) -> str:
    """The question before such a letter counts as posted."""
    return f"{not_printed(case_number, debtor, what)} Is deze brief toch gepost? Trek hem anders eerst in."
