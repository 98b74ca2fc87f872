STEPS = ("state", "preview", "book", "approve", "pause", "resume", "cancel", "parked")


def run_steps(run, parked):
    """(model, method) → arguments of the steps of a billing run."""
    more = {
        "ask_approval": {"run": run.id, "reason": "x"},
        "decide": {"parked": parked.ids, "decision": "mended"},
    }
    steps = {step: {"run": run.id} for step in STEPS} | more
    return {(run._name, step): arguments for step, arguments in steps.items()}
