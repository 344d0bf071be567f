"use strict";
(() => {
  const root = document.documentElement;
  const texts = JSON.parse(document.getElementById("texts").textContent);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const by = (id) => document.getElementById(id);
  root.classList.add("js");

  // The theme: as the system has it, until the reader chooses.
  const theme = by("theme");
  const darkWanted = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : darkWanted.matches);
  const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; theme.setAttribute("aria-label", `Change to ${isDark() ? "light" : "dark"} colours`); };
  theme.hidden = false;
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); });
  darkWanted.addEventListener("change", nameTheme);
  nameTheme();

  // Tips: what a mark says, by pointer and by keyboard.
  const tip = by("tip");
  const place = (x, y) => {
    const box = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, x + 12), innerWidth - box.width - 8);
    const top = y + box.height + 24 > innerHeight ? y - box.height - 12 : y + 18;
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  };
  const show = (element, x, y) => { tip.textContent = element.dataset.tip; tip.hidden = false; place(x, y); };
  const hide = () => { tip.hidden = true; };
  document.addEventListener("pointermove", (event) => {
    const element = event.target.closest?.("[data-tip]");
    if (element?.dataset.tip) show(element, event.clientX, event.clientY); else hide();
  });
  document.addEventListener("focusin", (event) => {
    const element = event.target.closest("[data-tip]");
    if (!element?.dataset.tip || !event.target.matches(":focus-visible")) return hide();
    const box = element.getBoundingClientRect();
    show(element, box.left + box.width / 3, box.bottom - 10);
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { hide(); all("details.picker[open]").forEach((d) => { d.open = false; d.firstElementChild.focus(); }); } });
  document.addEventListener("click", (event) => all("details.picker[open]").forEach((d) => { if (!d.contains(event.target)) d.open = false; }));
  addEventListener("scroll", hide, { passive: true });

  // Marks of one picture are one stop of the Tab key; arrows go from mark to mark. So are the cells of a table.
  const rove = (holder, selector) => {
    const marks = () => all(selector, holder).filter((mark) => mark.getClientRects().length);
    const enter = () => { const found = marks(); if (found.length && !found.some((m) => m.tabIndex === 0)) found[0].setAttribute("tabindex", "0"); };
    all(selector, holder).forEach((mark) => mark.setAttribute("tabindex", "-1"));
    enter();
    holder.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      const found = marks(), at = found.indexOf(event.target);
      if (!step || at < 0) return;
      const next = found[Math.min(Math.max(0, at + step), found.length - 1)];
      event.preventDefault();
      event.target.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
    return enter;
  };
  all("[data-rove]").forEach((holder) => rove(holder, "svg[data-tip]"));
  all("table.matrix").forEach((table) => rove(table, "td[data-tip]"));
  all("svg.flow").forEach((flow) => rove(flow, "path[data-tip]"));
  const comparison = by("comparison");
  const enterComparison = rove(comparison, "td[data-tip]");

  // Sorting: the good end first where a column has one.
  const sortRows = (rows, value, down) => rows.sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === "" || y === "") return (x === "") - (y === "");
    const [m, n] = [Number(x), Number(y)];
    const order = Number.isNaN(m) || Number.isNaN(n) ? x.localeCompare(y, "en", { numeric: true }) : m - n;
    return down ? -order : order;
  });
  const cellAt = (row, i) => row.cells[i].dataset.value ?? row.cells[i].textContent.trim();
  const makeSortable = (table, columnOf) => all("thead button.sort", table).forEach((button, i) => button.addEventListener("click", () => {
    const head = button.closest("th"), was = head.getAttribute("aria-sort");
    const goodIsMore = head.dataset.better === "larger";
    const down = was ? was === "ascending" : goodIsMore;
    all("th[aria-sort]", table).forEach((th) => th.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    for (const body of table.tBodies) {
      const fixed = all("tr.subject", body), rows = [...body.rows].filter((row) => !fixed.includes(row));
      body.append(...fixed, ...sortRows(rows, (row) => cellAt(row, columnOf(i)), down));
    }
  }));
  all("table[data-sortable]").forEach((table) => makeSortable(table, (i) => i + 1));

  all("[data-filter]").forEach((input) => input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    all("tbody tr", by(input.dataset.filter)).forEach((row) => { row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted); });
  }));

  const MOST_ON_PAPER = 8; // columns that fit on A4 in the usual size

  // The baseline, and the measures shown.
  const baseline = by("baseline"), forestMeasure = by("forest-measure");
  const put = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value ?? "0");
    element.setAttribute("visibility", Object.values(attributes).every((value) => value !== null) ? "visible" : "hidden");
  };
  const share = (x) => (x === null ? null : `${x}%`);
  const tellDifference = (span, written, verdict) => { span.textContent = written; span.className = `difference ${verdict}`; };
  const redrawForest = () => {
    const [zero, rows] = texts.differences[baseline.value][forestMeasure.value];
    const title = baseline.selectedOptions[0].textContent;
    by("forest-against").textContent = `from ${title}`;
    by("forest-direction").textContent = texts.directions[forestMeasure.value];
    all("#forest tbody tr").forEach((row) => {
      const [written, range, code, x, low, high] = rows[row.dataset.row], [verdict, told] = texts.verdicts[code];
      row.hidden = row.dataset.structure === baseline.value;
      row.className = verdict;
      row.querySelector(".written").textContent = written || "–";
      row.querySelector(".range").textContent = range;
      const picture = row.querySelector("svg"), words = `${row.cells[0].textContent}: ${written} (${range}) ${told}`;
      picture.dataset.tip = words;
      picture.setAttribute("aria-label", words);
      put(picture.querySelector(".zero"), { x1: share(zero), x2: share(zero) });
      put(picture.querySelector(".interval"), { x1: share(low), x2: share(high) });
      put(picture.querySelector(".full"), { cx: share(x) });
    });
  };
  const redrawDifferences = () => {
    const shown = texts.differences[baseline.value];
    by("compared-title").textContent = texts.titles[baseline.value];
    all("tbody tr", comparison).forEach((row) => all("td", row).forEach((cell) => {
      const span = cell.querySelector(".difference"), [written, , code] = shown[cell.dataset.measure][1][span.dataset.row];
      if (row.dataset.structure === baseline.value) tellDifference(span, "baseline", "none"); else tellDifference(span, written, texts.verdicts[code][0]);
    }));
    all(".role.baseline").forEach((role) => role.remove());
    all("tbody tr", comparison).filter((row) => row.dataset.structure === baseline.value).forEach((row) => {
      const role = document.createElement("span");
      role.className = "role baseline";
      role.textContent = "baseline";
      row.cells[0].append(" ", role);
    });
    redrawForest();
  };
  baseline?.addEventListener("change", redrawDifferences);
  forestMeasure?.addEventListener("change", redrawForest);
  by("measures").addEventListener("change", (event) => {
    all(`[data-measure="${CSS.escape(event.target.value)}"]`, comparison).forEach((cell) => { cell.hidden = !event.target.checked; });
    comparison.classList.toggle("many", all("#measures :checked").length > MOST_ON_PAPER);
    enterComparison();
  });

  // One measure of several that a picture can show.
  const choose = (name, value) => all(`[data-choice="${name}"]`).forEach((part) => {
    part.classList.toggle("gone", part.dataset.value !== value);
    part.classList.toggle("chosen", part.dataset.value === value);
  });
  all("[data-choices]").forEach((field) => field.addEventListener("change", (event) => choose(field.dataset.choices, event.target.value)));

  // Curves: which lines are shown, and reading them off.
  const tableOf = (heads, rows) => {
    const table = document.createElement("table"), head = table.createTHead().insertRow(), body = table.createTBody();
    const cell = (row, tag, text, scope) => { const made = document.createElement(tag); made.textContent = text; if (scope) made.scope = scope; row.append(made); };
    heads.forEach((text) => cell(head, "th", text, "col"));
    rows.forEach(([name, ...values]) => { const row = body.insertRow(); cell(row, "th", name, "row"); values.forEach((text) => cell(row, "td", text)); });
    return table;
  };
  const readers = all("[data-reader]");
  readers.forEach((reader) => {
    const plots = all("[data-plot]", reader), range = reader.querySelector("input[type=range]"), readout = reader.querySelector(".readout");
    const away = () => new Set(all("[data-legend] input", reader).filter((box) => !box.checked).map((box) => box.value));
    const visible = () => plots.filter((plot) => plot.getClientRects().length);
    const draw = () => {
      const hidden = away();
      all(".line[data-structure]", reader).forEach((line) => line.classList.toggle("away", hidden.has(line.dataset.structure)));
    };
    const read = () => {
      const i = Number(range.value), hidden = away(), shown = visible();
      const names = all("[data-legend] input", reader).map((box) => box.value);
      const steps = texts.plots[shown[0].dataset.plot].steps;
      range.setAttribute("aria-valuetext", steps[i]);
      const columns = shown.map((plot) => {
        const told = texts.plots[plot.dataset.plot], spot = `${(100 * i) / Math.max(1, told.steps.length - 1)}%`;
        put(plot.querySelector(".cursor"), { x1: spot, x2: spot });
        return { label: plot.querySelector("figcaption b").textContent, lines: told.lines.filter((_, j) => !names.length || !hidden.has(told.names[j])) };
      });
      const titles = [...new Set(columns.flatMap((column) => column.lines.map(([title]) => title)))];
      const rows = titles.map((title) => [title, ...columns.map((column) => column.lines.find(([of]) => of === title)?.[1][i] ?? "–")]);
      readout.replaceChildren(tableOf([steps[i], ...columns.map((column) => column.label)], rows));
    };
    reader.querySelector(".reading").hidden = false;
    draw();
    read();
    plots.forEach((plot) => { plot.querySelector(".cursor").setAttribute("visibility", "hidden"); });
    range.addEventListener("input", read);
    reader.addEventListener("change", () => { draw(); read(); });
    const choices = reader.dataset.choiceOf;
    if (choices) document.querySelector(`[data-choices="${choices}"]`).addEventListener("change", read);
    all(".area", reader).forEach((area) => area.addEventListener("pointermove", (event) => {
      const box = area.getBoundingClientRect();
      range.value = Math.round(((event.clientX - box.left) / box.width) * Number(range.max));
      read();
    }));
  });

  // One structure at a time.
  const tabs = all("[role=tab]");
  const select = (tab) => tabs.forEach((each) => {
    const on = each === tab;
    each.setAttribute("aria-selected", on);
    each.tabIndex = on ? 0 : -1;
    by(each.getAttribute("aria-controls")).hidden = !on;
  });
  if (tabs.length > 1) {
    tabs[0].parentElement.hidden = false;
    all(".panel").forEach((panel, i) => { panel.setAttribute("role", "tabpanel"); panel.setAttribute("aria-labelledby", tabs[i].id); });
    select(tabs[0]);
    tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => select(tab));
      tab.addEventListener("keydown", (event) => {
        const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const next = tabs[(to + tabs.length) % tabs.length];
        select(next);
        next.focus();
      });
    });
  }

  // The evidence: folded by subject, found by words and grades.
  const inputs = by("inputs"), wanted = by("evidence-text"), openAll = by("evidence-all"), open = new Set();
  const list = () => {
    const words = wanted.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const grades = new Set(all("#evidence-grades input:checked").map((box) => box.value));
    const filtering = words.length > 0 || all("#evidence-grades input:not(:checked)").length > 0;
    let found = 0, of = 0;
    for (const body of inputs.tBodies) {
      const unfolded = open.has(body.dataset.subject) || filtering;
      let fits = 0;
      all("tr.input", body).forEach((row) => {
        const text = `${row.textContent} ${row.cells[0].dataset.tip} ${body.dataset.subject}`.toLowerCase();
        const fit = grades.has(row.dataset.grade) && words.every((word) => text.includes(word));
        row.hidden = !(fit && unfolded);
        fits += fit;
        of += 1;
      });
      found += fits;
      body.hidden = fits === 0;
      body.querySelector(".fold").setAttribute("aria-expanded", unfolded);
    }
    by("evidence-count").textContent = `${found} of ${of} inputs`;
    openAll.textContent = open.size ? "Close all" : "Open all";
  };
  by("evidence-controls").hidden = false;
  makeSortable(inputs, (i) => i);
  wanted.addEventListener("input", list);
  by("evidence-grades").addEventListener("change", list);
  openAll.addEventListener("click", () => { if (open.size) open.clear(); else [...inputs.tBodies].forEach((body) => open.add(body.dataset.subject)); list(); });
  inputs.addEventListener("click", (event) => {
    const fold = event.target.closest(".fold");
    if (!fold) return;
    const subject = fold.closest("tbody").dataset.subject;
    if (!open.delete(subject)) open.add(subject);
    list();
  });
  list();

  const copy = by("copy");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", () => navigator.clipboard.writeText(by("command").textContent).then(() => { copy.textContent = "Copied"; }, () => getSelection().selectAllChildren(by("command"))));

  // On paper everything but the evidence is open.
  const closed = [];
  addEventListener("beforeprint", () => all("details.full, details.all").forEach((d) => { if (!d.open) { closed.push(d); d.open = true; } }));
  addEventListener("afterprint", () => closed.splice(0).forEach((d) => { d.open = false; }));

  // Where in the page the reader is.
  const links = new Map(all(".top nav a").map((link) => [link.hash.slice(1), link]));
  const watch = new IntersectionObserver((entries) => entries.forEach((entry) => {
    const link = links.get(entry.target.id);
    if (link && entry.isIntersecting) { links.forEach((each) => each.removeAttribute("aria-current")); link.setAttribute("aria-current", "true"); }
  }), { rootMargin: "-10% 0px -80% 0px" });
  all("main > section").forEach((section) => watch.observe(section));
})();
