"""What a person reads whose way back from Zoom did not begin here, or not now, or not with this browser."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from halfpast.connections.consent_pages import Problem
from halfpast.connections.consent_state import StateProblem

STATE_PROBLEMS: Mapping[StateProblem, Problem] = {
    StateProblem.FORGED: Problem(
        400,
        _("This sign-in did not begin here"),
        (
            _("What came back from Zoom does not carry our signature, so nothing was changed."),
            _("If you followed a link, do not trust it. To connect Zoom, start from here."),
        ),
    ),
    StateProblem.EXPIRED: Problem(
        400,
        _("That took longer than ten minutes"),
        (_("For your safety a sign-in at Zoom ends after ten minutes. Nothing was changed; start anew."),),
    ),
    StateProblem.USED: Problem(
        400,
        _("This sign-in was used already"),
        (
            _("It works once: reloading the page or going back cannot repeat it."),
            _("Look at your integrations, for Zoom may be connected by now. If it is not, start anew."),
        ),
    ),
    StateProblem.OTHER_BROWSER: Problem(
        400,
        _("This sign-in began in another browser"),
        (
            _("Or you have signed in here again since. Nothing was changed."),
            _("Go back to the browser in which you pressed Connect Zoom, or start anew in this one."),
        ),
    ),
    StateProblem.OTHER_PERSON: Problem(
        400,
        _("Somebody else began this sign-in"),
        (
            _("Another member pressed Connect Zoom, and you are signed in as yourself. Nothing was changed."),
            _("A link they sent you works for them alone. To connect your own Zoom account, start from here."),
        ),
    ),
}
