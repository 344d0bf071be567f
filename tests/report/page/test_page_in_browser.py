"""The page in a real Chromium: silent, complete, legible in light and dark, by keyboard, on phones and paper."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from ccsim.experiment.format import difference_scale, format_range
from ccsim.report.document import currency_of, ranked, title_of
from ccsim.report.findings import differences
from ccsim.report.page.write import write_page

from .browser import PHONE, Opened, chromium
from .results import result
from .test_page import hostile

WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
A4 = {"format": "A4", "prefer_css_page_size": True, "print_background": True}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {n: write_page(result(n), folder / f"{n}.html") for n in (1, 3, 19)}


@pytest.mark.parametrize("structures", [1, 3, 19])
def test_it_is_silent_and_asks_for_nothing(browser: Browser, files: dict[int, Path], structures: int) -> None:
    opened = Opened(browser, files[structures])
    use_everything(opened.page)
    assert opened.complaints == []
    assert opened.requests == [files[structures].as_uri()]


def use_everything(page: Page) -> None:
    """Open everything, press every button, make every choice."""
    page.evaluate(
        """() => {
            for (const details of document.querySelectorAll('details')) details.open = true;
            const pressed = 'button, input[type=radio], input[type=checkbox]';
            for (const part of document.querySelectorAll(pressed)) part.click();
            for (const select of document.querySelectorAll('select')) for (const option of select.options) {
                select.value = option.value;
                select.dispatchEvent(new Event('change', { bubbles: true }));
            }
        }"""
    )


def test_what_users_wrote_does_nothing_in_the_browser_either(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, write_page(hostile(), tmp_path / "hostile.html"))
    opened.page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
    use_everything(opened.page)
    assert opened.complaints == []
    assert len(opened.requests) == 1


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}], ids=["with scripts", "without"])
def test_every_picture_is_drawn(browser: Browser, files: dict[int, Path], how: Any) -> None:
    page = Opened(browser, files[3], **how).page
    for picture in (".track", ".forest-track", ".area", "svg.flow", "svg.bar"):
        sizes = sizes_of(page, picture)
        assert sizes
        assert all(width > 20 and height > 8 for width, height in sizes)
    for mark in (".track circle", ".area path.stroke", "svg.flow path.stream", ".matrix rect.fill", ".department"):
        assert any(width > 2 and height > 2 for width, height in sizes_of(page, mark)), mark


def sizes_of(page: Page, selector: str) -> list[list[float]]:
    """Width and height of every part that is shown."""
    parts = page.locator(selector)
    boxes = "parts => parts.filter(p => p.getClientRects().length).map(p => p.getBoundingClientRect())"
    sizes: list[list[float]] = parts.evaluate_all(f"parts => ({boxes})(parts).map(b => [b.width, b.height])")
    return sizes


def test_without_scripts_verdict_tables_and_evidence_are_there(browser: Browser, files: dict[int, Path]) -> None:
    page = Opened(browser, files[3], java_script_enabled=False).page
    for part in ("h1", "#comparison", ".matrix", "#inputs tr.input", ".panel >> nth=2", ".tree >> nth=2"):
        assert page.locator(part).first.is_visible(), part


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", None), ("dark", None), ("light", PHONE)], ids=["light", "dark", "phone"]
)
@pytest.mark.parametrize("structures", [1, 3])
def test_anybody_can_read_it(browser: Browser, files: dict[int, Path], scheme: str, size: Any, structures: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = Opened(browser, files[structures], size, color_scheme=scheme, reduced_motion="reduce").page
    for details in page.locator("details:not(.picker)").all():
        details.evaluate("details => details.open = true")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_theme_can_be_changed(browser: Browser, files: dict[int, Path]) -> None:
    page = Opened(browser, files[3], color_scheme="light").page
    paper = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(paper)
    page.locator("#theme").click()
    assert page.evaluate(paper) != before
    page.locator("#theme").click()
    assert page.evaluate(paper) == before


def test_another_baseline_shows_the_numbers_of_pairwise(browser: Browser, files: dict[int, Path]) -> None:
    document = result(3).document
    page = Opened(browser, files[3]).page
    order = ranked(document)
    for base in (s["name"] for s in order):
        page.select_option("#baseline", base)
        for key in ("fcr", "cost_per_resolved", "lost"):
            page.select_option("#forest-measure", key)
            rows = [r for r in document["pairwise"] if r["baseline"] == base and r["measure"] == key]
            scale = difference_scale(key, rows, currency_of(document))
            for row in rows:
                place = f'tr[data-structure="{row["structure"]}"]'
                written = scale.with_unit(scale.signed(row["mean"]))
                cell = page.locator(f'#comparison {place} td[data-measure="{key}"] .difference')
                assert cell.text_content() == written
                assert page.locator(f"#forest {place} .written").text_content() == written
                assert page.locator(f"#forest {place} .range").text_content() == format_range(scale, row)
            assert page.locator(f'#forest tr[data-structure="{base}"]').is_hidden()


def test_another_baseline_leaves_no_words_of_the_first(browser: Browser, files: dict[int, Path]) -> None:
    document = result(3).document
    page = Opened(browser, files[3]).page
    ownership = page.locator("h3:has-text('Ownership and habit') + p")
    titles = {s["name"]: title_of(s) for s in document["structures"]}
    for base, title in titles.items():
        page.select_option("#baseline", base)
        assert page.locator("#compared-title").text_content() == differences(document, base=base)
        assert page.locator("#forest-against").text_content() == f"from {title}"
        assert f"difference from {titles[document['baseline']]} when" in (ownership.text_content() or "")


def test_measures_are_picked_and_rows_sorted(browser: Browser, files: dict[int, Path]) -> None:
    page = Opened(browser, files[19]).page
    column = page.locator('#comparison th[data-measure="resolved"]')
    assert column.is_hidden()
    page.locator(".picker summary").click()
    page.locator('#measures input[value="resolved"]').check()
    page.keyboard.press("Escape")
    assert column.is_visible()
    column.locator("button").click()
    assert column.get_attribute("aria-sort") == "descending"
    values = page.locator('#comparison td[data-measure="resolved"]').evaluate_all("c => c.map(x => +x.dataset.value)")
    assert values == sorted(values, reverse=True)


def test_the_evidence_is_folded_and_found(browser: Browser, files: dict[int, Path]) -> None:
    page = Opened(browser, files[3]).page
    inputs = page.locator("#inputs tr.input")
    assert inputs.count() == 4
    assert not any(row.is_visible() for row in inputs.all())
    page.locator("#inputs .fold").first.click()
    assert sum(row.is_visible() for row in inputs.all()) == 2
    page.fill("#evidence-text", "patience voice")
    assert [row.text_content() for row in inputs.all() if row.is_visible()] == [inputs.nth(2).text_content()]
    page.fill("#evidence-text", "")
    page.locator("#evidence-grades input[value=assumed]").dispatch_event("click")
    assert sum(row.is_visible() for row in inputs.all()) == 2
    assert page.locator("#evidence-count").text_content() == "2 of 4 inputs"


def test_curves_are_read_off(browser: Browser, files: dict[int, Path]) -> None:
    page = Opened(browser, files[3]).page
    reader = page.locator('[data-reader="course"]')
    reader.locator("input[type=range]").fill("3")
    told = reader.locator(".readout").text_content() or ""
    assert "Thursday of week 1" in told
    assert "interval" in told
    reader.locator("[data-legend] input").first.uncheck()
    assert result(3).document["structures"][0]["title"] not in (reader.locator(".readout").text_content() or "")


def test_everything_is_reached_by_keyboard(browser: Browser, files: dict[int, Path]) -> None:
    page = Opened(browser, files[3]).page
    reached: list[str] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(e => `${e.tagName}.${e.className.baseVal ?? e.className}#${e.id}`)(document.activeElement)")
        )
    for wanted in ("SELECT.#baseline", "BUTTON.quiet#theme", "BUTTON.#tab-1", "svg.track#", "BUTTON.fold#"):
        assert wanted in reached, wanted
    page.locator("#tab-1").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#panel-2").is_visible()
    assert page.locator("#panel-1").is_hidden()
    assert page.evaluate("document.activeElement.id") == "tab-2"


def test_focus_and_pointer_tell_the_interval(browser: Browser, files: dict[int, Path]) -> None:
    page = Opened(browser, files[3]).page
    page.locator(".track").first.hover()
    assert "95\u00a0% interval" in (page.locator("#tip").text_content() or "")
    page.mouse.move(2, 2)
    assert page.locator("#tip").is_hidden()


@pytest.mark.parametrize("structures", [1, 3, 19])
def test_a_phone_scrolls_down_only(browser: Browser, files: dict[int, Path], structures: int) -> None:
    page = Opened(browser, files[structures], PHONE).page
    for details in page.locator("details:not(.picker)").all():
        details.evaluate("details => details.open = true")
    assert page.evaluate(WIDTH) == 0


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_the_first_screen_has_verdict_and_picture(browser: Browser, files: dict[int, Path], size: Any) -> None:
    page = Opened(browser, files[3], size).page
    for part in ("h1", ".standing .rows"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] + box["height"] <= (page.viewport_size or {})["height"]


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_words_do_not_collide(browser: Browser, files: dict[int, Path], size: Any) -> None:
    page = Opened(browser, files[3], size).page
    clashes = page.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
            const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
            return texts.flatMap(([a, p], i) => texts.slice(i + 1).filter(([, q]) =>
                p.width && q.width && p.left < q.right - 1 && q.left < p.right - 1
                && p.top < q.bottom - 3 && q.top < p.bottom - 3
            ).map(([b]) => [a, b]));
        })"""
    )
    assert clashes == []


@pytest.mark.parametrize("structures", [1, 3, 19])
def test_on_paper_nothing_is_cut_off(browser: Browser, files: dict[int, Path], structures: int, tmp_path: Path) -> None:
    page = Opened(browser, files[structures], {"width": 695, "height": 1000}).page
    pdf = tmp_path / "page.pdf"
    page.pdf(path=pdf, **A4)
    page.emulate_media(media="print")
    assert page.evaluate(WIDTH) == 0
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.scroll')].filter(s => s.getClientRects().length)
            .filter(s => s.firstElementChild.getBoundingClientRect().right > innerWidth + 1).map(s => s.ariaLabel)"""
    )
    assert cut == []
    if shutil.which("pdftotext"):
        printed = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
        words = " ".join(printed.stdout.split())
        assert all(word in words for word in ("How to reproduce", "What each measure means", "Evidence"))
