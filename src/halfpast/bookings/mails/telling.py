"""Which mails a change of a booking makes necessary, and when each one goes."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from halfpast.accounts.vault import CannotOpen
from halfpast.bookings.invitation import JoinDetails, join_details
from halfpast.bookings.mails.delivery import MailRefused, deliver
from halfpast.bookings.mails.recipients import recipients_of
from halfpast.bookings.mails.rendering import booking_mail
from halfpast.bookings.models import Appointment, Booking, BookingState, LinkState
from halfpast.bookings.timeline import Details, note
from halfpast.effects.claims import Claim, done, drop, postpone, refuse, retry
from halfpast.effects.models import Effect, EffectKind, EffectState
from halfpast.effects.planning import plan, wake
from halfpast.providers.errors import TryLater

# A mail waits this long for its link, then goes without and promises it.
PATIENCE = timedelta(seconds=60)
WITHOUT_LINK = "without link"
KEY_LOST = "The guest's link cannot be opened with ENCRYPTION_KEYS. Add the key it was sealed with."
# Who was mailed in one of these states hears again when there is a link after all.
TO_FOLLOW = {LinkState.MAKING, LinkState.OWED, LinkState.IMPOSSIBLE}


def tell(booking: Booking, change: str, *, waits_for_link: bool) -> None:
    """Plan a mail to the guest and to each host about a change: confirmed, moved or cancelled."""
    after = PATIENCE if waits_for_link else None
    mails = [_plan(booking, recipient, change, after) for recipient in recipients_of(booking.appointment)]
    if not waits_for_link:
        wake(mails)


def link_settled(appointment: Appointment) -> None:
    """The link is there, or will not come: send the mails that waited for it, and correct those that could not."""
    bookings = list(appointment.bookings.filter(state=BookingState.CONFIRMED))
    ids = [booking.pk for booking in bookings]
    waiting = Effect.objects.filter(kind=EffectKind.MAIL, subject_id__in=ids, state=EffectState.PLANNED, failures=0)
    waiting.update(next_run=Now())
    due = list(waiting)
    for booking in bookings:
        due += _corrections(booking)
    wake(due)


def link_withdrawn(appointment: Appointment) -> None:
    """The link that was mailed no longer works: whoever has it is owed another mail."""
    ids = appointment.bookings.values_list("pk", flat=True)
    Effect.objects.filter(kind=EffectKind.MAIL, subject_id__in=ids, state=EffectState.DONE).update(outcome=WITHOUT_LINK)


def perform(claim: Claim) -> None:
    """Send one mail if what it would say is still true."""
    booking = _booking_of(claim)
    recipient, _, change = claim.effect.name.partition(":")
    if claim.effect.wanted_version != booking.generation or (change == "cancelled") == booking.is_confirmed:
        drop(claim, "a later change has a mail of its own")
        return
    if booking.is_confirmed and _may_still_wait(claim, booking.appointment):
        postpone(claim, timedelta(seconds=5))
        return
    # Before the mail is filled: if the link changes in between, a needless correction follows rather than none.
    said = join_details(booking)
    try:
        deliver(booking_mail(booking, recipient, change.partition(" ")[0], claim.effect.pk))
    except CannotOpen:
        _note_trouble(claim, booking, "mail_failed", KEY_LOST)
        retry(claim, KEY_LOST)
    except TryLater as trouble:
        _note_trouble(claim, booking, "mail_failed", trouble.reason)
        retry(claim, trouble.reason)
    except MailRefused as refusal:
        _note_trouble(claim, booking, "mail_refused", refusal.reason)
        refuse(claim, refusal.reason)
    else:
        _sent(claim, booking, said)


def _sent(claim: Claim, booking: Booking, said: JoinDetails) -> None:
    """Record it; when the link came or went while the mail was on its way, the correction is planned here."""
    with transaction.atomic():
        appointment = booking.appointment = Appointment.objects.locked().get(pk=booking.appointment_id)
        is_so = join_details(booking)
        is_outdated = (said.kind, said.state, said.join_url) != (is_so.kind, is_so.state, is_so.join_url)
        without = booking.is_confirmed and (said.state in TO_FOLLOW or is_outdated)
        if not done(claim, claim.effect.wanted_version, outcome=WITHOUT_LINK if without else ""):
            return
        note(appointment, "mail_sent", booking=booking, **_words(claim))
        if without and is_outdated and is_so.state != LinkState.MAKING:
            link_settled(appointment)


def _corrections(booking: Booking) -> list[Effect]:
    """A second mail to everybody whose mail went without the link it needed."""
    sent = Effect.objects.filter(
        kind=EffectKind.MAIL,
        subject_id=booking.pk,
        wanted_version=booking.generation,
        state=EffectState.DONE,
        outcome=WITHOUT_LINK,
    )
    recipients = sorted({effect.name.partition(":")[0] for effect in sent})
    if not recipients:
        return []
    sent.update(outcome="")
    Booking.objects.filter(pk=booking.pk).update(sequence=F("sequence") + 1)
    return [_plan(booking, recipient, f"link {booking.sequence + 1}", None) for recipient in recipients]


def _plan(booking: Booking, recipient: str, change: str, after: timedelta | None) -> Effect:
    return plan(EffectKind.MAIL, booking.pk, f"{recipient}:{change}", version=booking.generation, after=after)


def _may_still_wait(claim: Claim, appointment: Appointment) -> bool:
    if appointment.link_state != LinkState.MAKING:
        return False
    return Effect.objects.filter(pk=claim.effect.pk, created_at__gt=Now() - PATIENCE).exists()


def _booking_of(claim: Claim) -> Booking:
    rows = Booking.objects.select_related("appointment__event_type__workspace")
    return rows.get(pk=claim.effect.subject_id)


def _note_trouble(claim: Claim, booking: Booking, event: str, reason: str) -> None:
    """Once per series of failures."""
    if claim.effect.failures == 0:
        note(booking.appointment, event, booking=booking, **_words(claim, reason=reason))


def _words(claim: Claim, *, reason: str = "") -> Details:
    recipient, _, change = claim.effect.name.partition(":")
    return {"recipient": recipient, "mail": change.partition(" ")[0], "reason": reason}
