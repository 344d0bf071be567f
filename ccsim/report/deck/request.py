"""The last slide, the ask: what to decide, what to measure, what to run next."""

from ccsim.report import decisions
from ccsim.report.colours import WINNER
from ccsim.report.deck.page import Head, Says, add_rule, holder, say
from ccsim.report.deck.story import Story
from ccsim.report.deck.template import CARDS, FIRST_CARD, Box, card_box

HEADING = 22.0
RULE = 0.16  # inches between a card and the rule above it
HOW = (
    "What follows from the verdict and from what is not known. The order of what to measure is that of the study's "
    "list of inputs that no source supports and that the structures meet differently."
)


def add_request(story: Story) -> None:
    """Three cards: decide, measure, run again."""
    document = story.document
    cards = {
        "Decide": decisions.decide(document),
        "Measure": decisions.measure(document),
        "Run again": decisions.rerun(document),
    }
    slide = story.page(
        CARDS, Head("What we ask of you", decisions.ask(document), "What follows from the numbers."), HOW
    )
    for i, (heading, asks) in enumerate(cards.items()):
        told = asks or ["Nothing that this run would tell."]
        words = [Says("", heading, size=HEADING, colour=WINNER), *(Says(ask, bullet=True) for ask in told)]
        box = card_box(i)
        add_rule(slide, Box(box.left, box.top, box.width, 0.0))
        box = Box(box.left, box.top + RULE, box.width, box.height - RULE)
        say(holder(slide, FIRST_CARD + i), words, box, (18, 17, 16, 15, 14, 13, 12, 11, 10))
