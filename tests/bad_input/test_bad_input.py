"""Broken files: each is a shipped one with one text replaced, and each gets exactly the message that stands here."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ccsim.cli import app

SHIPPED = Path(__file__).parents[2] / "scenarios"
WORLD = "scenarios/worlds/retailer.yaml"
CENTER = "scenarios/structures/contact-center-owns-all.yaml"
MARKETING = "scenarios/structures/marketing-owns-digital.yaml"
LIMITED = "scenarios/structures/limited-channels.yaml"
ROTATION = "scenarios/structures/marketing-rotation.yaml"
DIGITAL = "scenarios/structures/digital-experience-team.yaml"
STUDY = "scenarios/studies/demo.yaml"
HERE = "▸"
"""Stands in a replacement where the message must point; it is taken out before the file is written."""

GROUPS = (
    "service_agents, digital_specialists, marketing, sales, it, back_office, data_scientists, playbook_writers, "
    "store_staff"
)
CHANNELS = "voice, chat, messaging, email, social, web_form, store"
REASONS = (
    "order_status, return_or_refund, delivery_problem, billing_payment, product_question, purchase, "
    "website_or_app_fault, account_access, campaign_offer, complaint, refund_approval, carrier_trace, … 1 more"
)
HANDLES = (
    "all, service, sales, technical, campaign, complaint, order_status, return_or_refund, delivery_problem, "
    "billing_payment, product_question, purchase, … 7 more"
)
STRUCTURES = "contact-center-owns-all, marketing-owns-digital, digital-experience-team"
ALL_STRUCTURES = (
    "all-channels-are-one, channel-silos, contact-center-owns-all, customer-service-owns, digital-experience-team, "
    "digital-experience-team-dotted-line, digital-experience-team-under-cmo, digital-first-omnichannel, "
    "governed-operations, head-of-cx-owns-all, it-owns, limited-channels, … 8 more"
)
OF_A_STRUCTURE = (
    "kind, title, extends, departments, teams, owners, route_by, dotted_lines, bots, overflow, priority, governance, "
    "… 5 more"
)
OFFLINE = "offline: {value: 0.18, low: 0.10, high: 0.25, source: assumed}"
HOURS = 'hours: {mon-fri: "08:00-20:00", sat-sun: "09:00-18:00"}'
LISTED = f"structures: [{STRUCTURES}]"


@dataclass(frozen=True)
class Broken:
    """In `file`, `old` is replaced by `new`; then the message, after file:line:column of the mark in `new`."""

    name: str
    file: str
    old: str
    new: str
    message: str
    at: str = ""
    """The text that the message must point at, where that is not in `new`."""


ALONE = [
    # Keys and kinds of values
    Broken("key mistyped", CENTER, "route_by:", "▸routed_by:",
           "routed_by: unknown key 'routed_by'; did you mean 'route_by'? "
           f"(allowed: {OF_A_STRUCTURE})"),
    Broken("key twice", CENTER, "    department: operations\n", "    department: operations\n    ▸department: it\n",
           "teams.back_office.department: key 'department' is given twice (first at line 24, column 5)"),
    Broken("key missing", CENTER, "  back_office:\n    department: operations\n", "  ▸back_office:\n",
           "teams.back_office: missing key 'department'"),
    Broken("outcome stated", CENTER, "route_by: reason", "route_by: reason\n▸fcr: 0.8",
           f"fcr: unknown key 'fcr' (allowed: {OF_A_STRUCTURE})"),
    Broken("outcome stated for a team", CENTER, "    handles: all", "    handles: all\n    ▸fcr: 0.8",
           "teams.center.fcr: unknown key 'fcr' (allowed: department, members, handles, tiers)"),
    Broken("kind missing", CENTER, "kind: structure\ntitle", "▸title",
           "missing key 'kind'; write 'kind: world', 'kind: structure' or 'kind: study'"),
    Broken("kind misspelled", CENTER, "kind: structure", "kind: ▸structur",
           "kind: unknown kind 'structur'; did you mean 'structure'? (allowed: world, structure, study)"),
    Broken("mapping left empty", CENTER, "members: {it: 100 %}", "▸members:",
           "teams.repair.members: expected a mapping, found nothing"),
    # The org chart
    Broken("cycle", CENTER, "company: {}", "company: {reports_to: ▸it}",
           "departments.company.reports_to: the org chart goes in a circle: company → it → company"),
    Broken("reports to itself", CENTER, "company: {}", "company: {reports_to: ▸company}",
           "departments.company.reports_to: the org chart goes in a circle: company → company"),
    Broken("cycle after a transition", CENTER, "route_by: reason",
           "route_by: reason\ntransition:\n  when: {date: week 2 Mon 00:00}\n  reports_to: {company: ▸it}",
           "transition.reports_to.company: after the transition the org chart goes in a circle: "
           "company → it → company"),
    Broken("transition without a cause", CENTER, "route_by: reason", "route_by: reason\ntransition:\n  when: ▸{}",
           "transition.when: give either a date or complaints_above, which decides"),
    Broken("overflow to nobody", CENTER, "route_by: reason",
           "route_by: reason\noverflow: {voice: {after: 2 min, to: ▸stor}}",
           "overflow.voice.to: unknown team 'stor'; did you mean 'store'? "
           "(allowed: center, store, back_office, repair)"),
    Broken("dotted line to itself", CENTER, "route_by: reason",
           "route_by: reason\ndotted_lines: [{between: ▸[it, it], weight: 0.5}]",
           "dotted_lines[0].between: a dotted line leads from one department to another; both are 'it'"),
    Broken("two roots", CENTER, "operations: {reports_to: company, goal", "▸operations: {goal",
           "departments.operations: reports to nobody, as 'company' does; all departments but one must say reports_to"),
    Broken("department without goal", CENTER, "service: {reports_to: company, goal: resolution,",
           "service: ▸{reports_to: company,",
           "departments.service: team 'center' answers customers, so its department needs a goal"),
    Broken("goal unknown", CENTER, "goal: campaigns", "goal: ▸campaing",
           "departments.marketing.goal: unknown goal 'campaing'; did you mean 'campaigns'? "
           "(allowed: resolution, handle_time, containment, revenue, campaigns)"),
    Broken("two homes", CENTER, "home_of: [sales,", "home_of: [▸marketing, sales,",
           "departments.sales.home_of[0]: 'marketing' has its home in marketing already; a group has one"),
    Broken("no home", CENTER, ", home_of: [back_office]", "",
           "teams.back_office.members.back_office: no department is home_of 'back_office'", at="back_office: 100 %"),
    Broken("dotted line to itself", CENTER, "route_by: reason",
           "route_by: reason\ndotted_lines: [{between: ▸[it, it], weight: 0.5}]",
           "dotted_lines[0].between: a dotted line leads from one department to another; both are 'it'"),
    Broken("two times to change", CENTER, "route_by: reason",
           "route_by: reason\ntransition: {when: ▸{complaints_above: 0.1, date: week 2 Mon 00:00}}",
           "transition.when: give either a date or complaints_above, which decides"),
    # Teams, members, owners
    Broken("department unknown", CENTER, "department: operations", "department: ▸operation",
           "teams.back_office.department: unknown department 'operation'; did you mean 'operations'? "
           "(allowed: company, service, marketing, sales, operations, it)"),
    Broken("group unknown", CENTER, "{it: 100 %}", "{▸itt: 100 %}",
           f"teams.repair.members.itt: unknown key 'itt'; did you mean 'it'? (allowed: {GROUPS})"),
    Broken("above 100 %", CENTER, "{it: 100 %}", "{it: ▸120 %}",
           "teams.repair.members.it: '120 %' is neither a share of the group (above 0 % to 100 %, as in '85 %') nor a "
           "number of people"),
    Broken("neither share nor people", CENTER, "{it: 100 %}", "{it: ▸85.5}",
           "teams.repair.members.it: 85.5 is neither a share of the group (above 0 % to 100 %, as in '85 %') nor a "
           "number of people"),
    Broken("above 100 % in all", DIGITAL, "members: {it: 100 %}", "members: {it: 100 %, marketing: ▸80 %}",
           "teams.repair.members.marketing: 118 % of marketing are placed in all (shopping, repair); at most 100 % "
           "can be"),
    Broken("owner unknown", CENTER, "{voice: center,", "{voice: ▸centre,",
           "owners.voice: unknown team 'centre'; did you mean 'center'? (allowed: center, store, back_office, repair)"),
    Broken("owner unknown in a list", DIGITAL, "chat: [care, shopping]", "chat: [care, ▸shoping]",
           "owners.chat[1]: unknown team 'shoping'; did you mean 'shopping'? "
           "(allowed: center, care, shopping, store, back_office, repair)"),
    Broken("channel unknown", CENTER, "{voice: center,", "{▸phone: center,",
           f"owners.phone: unknown key 'phone' (allowed: {CHANNELS})"),
    Broken("bot before a channel that nobody owns", LIMITED, "route_by: reason",
           "route_by: reason\nbots: {▸chat: {policy: resolution_first}}",
           "bots.chat: nobody owns 'chat', so nothing can stand before it; give it an owner"),
    Broken("no seats to take in turn", ROTATION, "84 %, marketing: 25 %}", "84 %}",
           "rotations[0].through: 'center' has no seats of 'marketing' to be taken in turn; list them there",
           at="center, every"),
    Broken("tier unknown", CENTER, "    handles: all", "    handles: all\n    tiers: [voice, ▸mail]",
           "teams.center.tiers[1]: unknown channel or kind of handoff 'mail'; did you mean 'email'? "
           f"(allowed: {CHANNELS}, handoffs, deferred_handoffs)"),
    Broken("routing unknown", CENTER, "route_by: reason", "route_by: ▸reasons",
           "route_by: unknown route_by 'reasons'; did you mean 'reason'? (allowed: channel, reason)"),
    # Practice
    Broken("practice of an unknown team", MARKETING, "    digital: {sch", "    ▸digitl: {sch",
           "practice.teams.digitl: unknown team 'digitl'; did you mean 'digital'? "
           "(allowed: center, digital, store, back_office, repair)"),
    Broken("time without quotes stays text", CENTER, HOURS, "hours: {mon-fri: ▸12:30}",
           "practice.hours.mon-fri: '12:30' is not a span of hours; write for example \"08:00-20:00\""),
    Broken("hours reversed", CENTER, HOURS, 'hours: {mon-fri: ▸"20:00-08:00"}',
           "practice.hours.mon-fri: '20:00-08:00' does not end after it starts within one day (00:00-24:00)"),
    Broken("sharing unknown", CENTER, "sharing: weekly", "sharing: ▸monthly",
           "practice.sharing: unknown sharing 'monthly' (allowed: real_time, daily, weekly, none)"),
    Broken("dedication above 1", CENTER, "{it: 0.25,", "{it: ▸25,",
           "practice.dedication.it: 25 is not between 0 and 1; write 0.25 for 25 %"),
    # YAML
    Broken("tab", CENTER, "    department: operations", "▸\tdepartment: operations", "a tab; indent with spaces"),
    Broken("brace not closed", CENTER, "{it: 100 %}\n\nowners:", "{it: 100 %\n\nowners▸:",
           "not valid YAML: the '{' of line 28 is not closed before this"),
    Broken("comma missing", CENTER, "chat: center, messaging: center", "chat: center messaging▸: center",
           "not valid YAML: a comma is missing before this, or the '{' is not closed"),
    Broken("colon too many", CENTER, "title: Contact center owns all", "title: Contact center▸: owns all",
           "not valid YAML: a ': ' too many, or wrong indentation; put a text that holds ': ' in quotes"),
    Broken("quote not closed", CENTER, "title: Contact center owns all", 'title: "Contact center owns all',
           "not valid YAML: the quote of line 4 runs on to here; is it closed where it should be?",
           at='08:00-20:00", sat'),
    Broken("space of another kind", CENTER, "    members: {it: 100 %}", "    ▸members:\u00a0{it: 100 %}",
           "teams.repair: a no-break space, which looks like a space and is none; write a plain one"),
    Broken("list for a mapping", CENTER,
           "  back_office:\n    department: operations\n    members: {back_office: 100 %}\n",
           "  back_office: ▸[operations, 100 %]\n", "teams.back_office: expected a mapping, found a list"),
    Broken("value of a number mistyped", WORLD, "cv: {value: 0.12", "cv: ▸{valeu: 0.12",
           "demand.busyness.cv: a mapping is not a number; did you mean 'value' by 'valeu'?"),
    Broken("value of a time mistyped", WORLD, "length: {value: 6 days", "length: ▸{vale: 6 days",
           "demand.campaigns.spring_sale.length: a mapping is not a duration; did you mean 'value' by 'vale'?"),
    # Hours
    Broken("hour after the day's end", CENTER, HOURS, 'hours: {mon-fri: ▸"08:00-25:00"}',
           "practice.hours.mon-fri: '25:00' is not a time of day; it goes from 00:00 to 24:00"),
    Broken("day in two spans", CENTER, HOURS, 'hours: ▸{mon-fri: "08:00-20:00", fri-sun: "09:00-18:00"}',
           "practice.hours: fri named twice; each day has one span of opening hours"),
    Broken("printed quotes", CENTER, HOURS, "hours: {mon-fri: ▸“08:00-20:00”}",
           "practice.hours.mon-fri: '“08:00' is not a time of day; write for example \"08:00\"; “ is no quote of YAML, "
           'write "'),
    # The file's place, and what it extends
    Broken("world among the structures", CENTER, "kind: structure", "kind: ▸world",
           "kind: this file is a world, and lies where structures are; move it, or write structure"),
    Broken("extends misspelled", CENTER, "route_by: reason", "▸extend: it-owns\nroute_by: reason",
           f"extend: unknown key 'extend'; did you mean 'extends'? (allowed: {OF_A_STRUCTURE})"),
    Broken("extends what is not there", CENTER, "route_by: reason", "extends: ▸marketing-own-digital\nroute_by: reason",
           "extends: no structure 'marketing-own-digital' in scenarios/structures; did you mean "
           f"'marketing-owns-digital'? (there are: {ALL_STRUCTURES})"),
    Broken("extends a world", CENTER, "route_by: reason", "extends: ▸retailer\nroute_by: reason",
           "extends: no structure 'retailer' in scenarios/structures; 'retailer' is a world "
           f"(there are: {ALL_STRUCTURES})"),
    Broken("extends itself", CENTER, "route_by: reason", "extends: ▸contact-center-owns-all\nroute_by: reason",
           "extends: goes in a circle: contact-center-owns-all → contact-center-owns-all"),
    Broken("extends by way of another folder", CENTER, "route_by: reason",
           "extends: ▸../structures/it-owns.yaml\nroute_by: reason",
           "extends: '../structures/it-owns.yaml' leads out of its folder by '..'; name a structure of "
           "scenarios/structures"),
    Broken("takes away what is not there", CENTER, "route_by: reason",
           "extends: limited-channels\n▸overflow: null\nroute_by: reason",
           "overflow: there is nothing to take away: what this file extends has no 'overflow' "
           "(allowed: departments, teams, owners, route_by, practice)"),
]  # fmt: skip

IN_WORLD = [
    Broken("nobody sits in an owning team", CENTER, "members: {store_staff: 100 %}", "members: {}",
           "owners.store: team 'store' has nobody of this world's people in it", at="store}"),
    Broken("more people than there are", CENTER, "{it: 100 %}", "{it: ▸8}",
           "teams.repair.members.it: 8 people of 'it' are placed (8 in repair), but this world has 3; write "
           "8 % if a share of them is meant"),
    Broken("channel given to no team", CENTER, "chat: center", "chat: ▸centre",
           "owners.chat: unknown team 'centre'; did you mean 'center'? (allowed: center, store, "
           "back_office, repair)"),
    Broken("reason unknown", CENTER, "handles: all", "handles: [all, ▸order_stats]",
           "teams.center.handles[1]: unknown reason or kind of reason 'order_stats'; did you mean 'order_status'? "
           f"(allowed: {HANDLES})"),
    Broken("only reason unknown", CENTER, "handles: all", "handles: ▸al",
           "teams.center.handles: unknown reason or kind of reason 'al'; did you mean 'all'? "
           f"(allowed: {HANDLES})"),
    Broken("reason handled by nobody", MARKETING, "handles: all",
           "handles: [service, sales, campaign, complaint, account_access]",
           "teams: no team with people handles the reason 'website_or_app_fault' (kind technical)",
           at="teams:\n  center"),
    Broken("authority without a team", CENTER, "members: {it: 100 %}", "members: {}",
           "teams: no team may do 'fault_repair': half or more of a team must be it, who have that authority",
           at="teams:\n  center"),
]  # fmt: skip

WORLDS = [
    Broken("key mistyped", WORLD, "  cv: {value: 1.2, source: aht_cv}", "  ▸cvv: {value: 1.2, source: aht_cv}",
           "handling.cvv: unknown key 'cvv'; did you mean 'cv'? (allowed: law, cv, slowness, breadth_cost, "
           "concurrency_slowdown, switch_time, reask_time, rush_cost)"),
    Broken("share below 0", WORLD, OFFLINE, "offline: {value: ▸-0.18, low: 0.10, high: 0.25, source: assumed}",
           "people.shifts.offline: -0.18 is not between 0 and 1"),
    Broken("weight below 0", WORLD, "share: 0.24", "share: ▸-0.24",
           "reasons.order_status.share: -0.24 is not 0 or more"),
    Broken("share above 1", WORLD, OFFLINE, "offline: {value: ▸18, low: 10, high: 25, source: assumed}",
           "people.shifts.offline: 18 is not between 0 and 1; write 0.18 for 18 %"),
    Broken("share in percent", WORLD, OFFLINE, "offline: ▸18 %",
           "people.shifts.offline: '18 %' is not a number; did you mean 0.18?"),
    Broken("truth for a share", WORLD, OFFLINE, "offline: ▸true", "people.shifts.offline: true is not a number"),
    Broken("no unit", WORLD, "handle_time: 5.5 min", "handle_time: ▸6",
           'reasons.product_question.handle_time: 6 has no unit; write for example "6 min" (s, min, h, days, weeks)'),
    Broken("unit misspelled", WORLD, "handle_time: 5.5 min", "handle_time: ▸5.5 mni",
           "reasons.product_question.handle_time: 'mni' is not a unit of time; did you mean 'min'? "
           "(allowed: s, min, h, days, weeks)"),
    Broken("decimal comma", WORLD, "handle_time: 5.5 min", "handle_time: ▸5,5 min",
           "reasons.product_question.handle_time: '5,5 min' is not a duration; did you mean '5.5 min'?"),
    Broken("moment without week", WORLD, "start: week 2 Tue 08:00", "start: ▸Tuesday",
           "demand.campaigns.spring_sale.start: 'Tuesday' is not a moment; write for example \"week 2 Tue 08:00\""),
    Broken("47 half-hours", WORLD, "value: [0.03, 0.02,", "value: ▸[0.03,",
           "demand.profiles.phone: 47 values; a profile has one for each half-hour (48), or for each 1/2, 1/3, 1/5, "
           "1/6, 1/10, 1/15 or 1/30 of one (up to 1440)"),
    Broken("profile unknown", WORLD, "profile: phone", "profile: ▸fone",
           "channels.voice.profile: unknown profile 'fone'; did you mean 'phone'? (allowed: phone, online, store)"),
    Broken("group unknown", WORLD, "    back_office:\n      count", "    ▸back_ofice:\n      count",
           f"people.groups.back_ofice: unknown key 'back_ofice'; did you mean 'back_office'? (allowed: {GROUPS})"),
    Broken("authority unknown", WORLD, "authority: it", "authority: ▸itt",
           f"reasons.fault_repair.authority: unknown authority 'itt'; did you mean 'it'? (allowed: {GROUPS})"),
    Broken("next step unknown", WORLD, "{refund_approval: 0.15}", "{▸refund_aproval: 0.15}",
           "reasons.complaint.next_step.refund_aproval: unknown reason 'refund_aproval'; did you mean "
           f"'refund_approval'? (allowed: {REASONS})"),
    Broken("next steps above 1", WORLD, "{refund_approval: 0.15}", "▸{refund_approval: 0.7, carrier_trace: 0.5}",
           "reasons.complaint.next_step: the shares sum to 1.2, above 1"),
    Broken("uplift of an unknown reason", WORLD, "uplift: {campaign_offer: 3.5", "uplift: {▸campaign_ofer: 3.5",
           "demand.campaigns.spring_sale.uplift.campaign_ofer: unknown reason 'campaign_ofer'; did you mean "
           f"'campaign_offer'? (allowed: {REASONS})"),
    Broken("campaign about an unknown reason", WORLD, "about: [campaign_offer, billing_payment]",
           "about: [campaign_offer, ▸billing]",
           "demand.campaigns.voucher_mailing.about[1]: unknown reason 'billing'; did you mean 'billing_payment'? "
           f"(allowed: {REASONS})"),
    Broken("number without source", WORLD, OFFLINE, "offline: ▸0.18",
           "people.shifts.offline: 0.18 has no source; give one here or above: a row of evidence.csv, an address "
           "(https://…), or assumed with low and high"),
    Broken("assumed without range", WORLD, OFFLINE, "offline: {value: 0.18, source: ▸assumed}",
           "people.shifts.offline.source: source 'assumed' needs low and high, in the unit of the value, or as factors "
           'such as low: "x0.5", high: "x2"'),
    Broken("range beside the value", WORLD, OFFLINE,
           "offline: {value: 0.18, low: ▸0.20, high: 0.25, source: assumed}",
           "people.shifts.offline.low: low 0.2 is above the value 0.18"),
    Broken("evidence unknown", WORLD, "source: aht_cv}", "source: ▸aht_vc}",
           "handling.cv.source: unknown source 'aht_vc'; did you mean 'aht_cv'? Or write a row of evidence.csv, an "
           "address (https://…) or assumed"),
    Broken("no goal in the world", WORLD, "  campaigns: {handle_pressure", "  ▸campaings: {handle_pressure",
           "goals.campaings: unknown key 'campaings'; did you mean 'campaigns'? "
           "(allowed: resolution, handle_time, containment, revenue, campaigns)"),
]  # fmt: skip

WORLDS += [
    Broken("months", WORLD, "every: {value: 30 days, low: 10 days, high: 90 days",
           "every: {value: ▸1 month, low: 10 days, high: 90 days",
           "demand.incidents.payment_outage.every: 'month' is not a unit of fixed length; write days or weeks"),
    Broken("moment after the day's end", WORLD, "start: week 2 Tue 08:00", "start: ▸week 2 Tue 24:30",
           "demand.campaigns.spring_sale.start: '24:30' is not a time of day; it goes from 00:00 to 24:00"),
    Broken("range in another unit", WORLD,
           "low: 20 min, high: 4 h, source: assumed}\n      repair_per_distance: {value: 20",
           "low: ▸20, high: 4 h, source: assumed}\n      repair_per_distance: {value: 20",
           "demand.incidents.payment_outage.repair.low: low 20 is not in the unit of the value '60 min'"),
    Broken("no space after the colon", WORLD, "accuracy: {value: 0.88,", "accuracy: {▸value:0.88,",
           "triage.accuracy: write a space after the colon of 'value:0.88'"),
    Broken("channel that no world has", WORLD, "channels: {voice: 0.47, chat: 0.10,",
           "channels: {voice: 0.47, ▸fax: 0.10,",
           f"reasons.return_or_refund.channels.fax: unknown key 'fax' (allowed: {CHANNELS})"),
    Broken("half a person", WORLD, "back_office:\n      count: {value: 5,", "back_office:\n      count: {value: ▸5.5,",
           "people.groups.back_office.count: expected a whole number, found 5.5"),
]  # fmt: skip

STUDIES = [
    Broken("channel that no structure has", STUDY, "primary: fcr", "primary: fcr\nmeasures: [▸abandonment.fax]",
           "measures[0]: no measure that all the structures have 'abandonment.fax'; did you mean 'abandonment.chat'? "
           "(allowed: fcr, fcr_answered, fcr_one_team, fcr_static, prevented, resolved, lost, still_open, capped, "
           "contacts_per_issue, legs_per_issue, handoffs_per_issue, … 94 more)"),
    Broken("file in place of a name", STUDY, "world: retailer", "world: ▸retailer.yaml",
           "world: no such file 'retailer.yaml'; write retailer, the world's name"),
    Broken("names without brackets", STUDY, LISTED, "structures: ▸contact-center-owns-all, it-owns",
           "structures: expected a list, found 'contact-center-owns-all, it-owns'; write "
           "[contact-center-owns-all, it-owns]"),
    Broken("no time at all", STUDY, "window: 14 days", "window: ▸0 days",
           "window: '0 days' is not above 0; a duration here is at least one microsecond"),
    Broken("margin in percent", STUDY, "margin: 0.01", "margin: ▸1 %",
           "margin: '1 %' is not a number; did you mean 0.01?"),
    Broken("baseline not compared", STUDY, "baseline: marketing-owns-digital", "baseline: ▸marketing-own-digital",
           "baseline: the study does not list 'marketing-own-digital'; did you mean 'marketing-owns-digital'? "
           f"(allowed: {STRUCTURES})"),
    Broken("structure twice", STUDY, "[contact-center-owns-all, marketing-owns-digital,",
           "[contact-center-owns-all, marketing-owns-digital, ▸marketing-owns-digital,",
           "structures[2]: 'marketing-owns-digital' is listed twice"),
    Broken("structure by two names", STUDY, "[contact-center-owns-all, marketing-owns-digital,",
           "[contact-center-owns-all, marketing-owns-digital, ▸../structures/contact-center-owns-all.yaml,",
           "structures[2]: 'contact-center-owns-all' has the name 'contact-center-owns-all' already"),
    Broken("structure unknown", STUDY, "[contact-center-owns-all,", "[▸contact-center-own-all,",
           "structures[0]: no structure 'contact-center-own-all' in scenarios/structures; did you mean "
           f"'contact-center-owns-all'? (there are: {ALL_STRUCTURES})"),
    Broken("world in place of a structure", STUDY, "[contact-center-owns-all,", "[▸retailer,",
           "structures[0]: no structure 'retailer' in scenarios/structures; 'retailer' is a world "
           f"(there are: {ALL_STRUCTURES})"),
    Broken("world unknown", STUDY, "world: retailer", "world: ▸retailr",
           "world: no world 'retailr' in scenarios/worlds; did you mean 'retailer'? "
           "(there are: bank, retailer, telco)"),
    Broken("file missing", STUDY, "world: retailer", "world: ▸../worlds/retailr.yaml",
           "world: no such file '../worlds/retailr.yaml'; did you mean 'retailer.yaml'?"),
    Broken("measure unknown", STUDY, "primary: fcr", "primary: ▸wait_min.voise",
           "primary: unknown measure 'wait_min.voise'; did you mean 'wait_min.voice'? (allowed: fcr, fcr_one_team, "
           "fcr_static, prevented, resolved, lost, still_open, capped, contacts_per_issue, legs_per_issue, "
           "handoffs_per_issue, channel_switches_per_issue, … 79 more)"),
    Broken("measure that ranks nobody", STUDY, "primary: fcr", "primary: ▸occupancy",
           "primary: neither more nor less of 'occupancy' is better, so it ranks nobody (allowed: fcr, fcr_one_team, "
           "fcr_static, prevented, resolved, lost, still_open, capped, contacts_per_issue, legs_per_issue, "
           "handoffs_per_issue, channel_switches_per_issue, … 79 more)"),
    Broken("measure of one structure", STUDY, "primary: fcr", "primary: ▸revenue.digital_experience",
           "primary: contact-center-owns-all, marketing-owns-digital cannot have 'revenue.digital_experience'; choose "
           "a measure that all the structures have"),
    Broken("practice unknown", STUDY, "practice: well_run", "practice: ▸wellrun",
           "practice: unknown practice 'wellrun'; did you mean 'well_run'? (allowed: well_run, typical)"),
    Broken("practice beside itself", STUDY, "beside: typical", "beside: ▸well_run",
           "beside: 'well_run' is the study's practice already"),
    Broken("no replications", STUDY, "replications: 120", "replications: ▸0", "replications: 0 is not 1 or more"),
    Broken("words for a number", STUDY, "replications: 120", "replications: ▸eight",
           "replications: expected a whole number, found 'eight'"),
    Broken("nothing to compare", STUDY, LISTED, "structures: ▸[]", "structures: has 0 entries, needs at least 1"),
    Broken("one name in place of a list", STUDY, LISTED, "structures: ▸contact-center-owns-all",
           "structures: expected a list, found 'contact-center-owns-all'"),
    Broken("level in percent", STUDY, "level: 0.95", "level: ▸95", "level: 95 is not below 1.0"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SHIPPED, tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)


def place_of(mark: str, text: str) -> str:
    assert text.count(mark) == 1, f"{mark!r} must stand once"
    before = text[: text.index(mark)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def break_file(case: Broken) -> str:
    """Writes the broken file; returns the place and the message that it must get."""
    text = Path(case.file).read_text(encoding="utf-8")
    assert text.count(case.old) == 1, f"{case.old!r} must stand once in {case.file}"
    broken = text.replace(case.old, case.new)
    Path(case.file).write_text(broken.replace(HERE, ""), encoding="utf-8")
    return f"{case.file}:{place_of(case.at or HERE, broken)}: {case.message}\n"


def refused(*arguments: str) -> str:
    """What the command says on stderr; it ends with 2, prints nothing, raises nothing and writes nothing."""
    there = sorted(Path().rglob("*"))
    result = CliRunner().invoke(app, list(arguments))
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 2
    assert sorted(Path().rglob("*")) == there
    assert result.stdout == ""
    return result.stderr


def named(cases: list[Broken]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


@named(ALONE)
def test_structure_alone(case: Broken) -> None:
    message = break_file(case)
    assert refused("validate", case.file) == message


@named(IN_WORLD)
def test_structure_in_a_world(case: Broken) -> None:
    message = break_file(case)
    assert refused("run", Path(case.file).stem, "--world", "retailer", "--out", "out") == message


@named(WORLDS + STUDIES)
def test_world_or_study(case: Broken) -> None:
    message = break_file(case)
    assert refused("compare", "demo", "--out", "out") == message


# Files as a whole


def test_no_such_file() -> None:
    message = "scenarios/worlds/retailr.yaml: no such file; did you mean 'retailer.yaml'?\n"
    assert refused("validate", "scenarios/worlds/retailr.yaml") == message
    assert refused("compare", "scenarios/studies/demmo.yaml") == (
        "scenarios/studies/demmo.yaml: no such file; did you mean 'demo.yaml'?\n"
    )


def test_no_such_name() -> None:
    assert refused("compare", "dmo") == (
        "no study 'dmo' in scenarios/studies; did you mean 'demo'? (there are: demo, twenty)\n"
    )
    assert refused("validate", "retialer") == (
        "retialer: no such file, world, structure or study; did you mean 'retailer'? (there are: bank, retailer, "
        "telco, all-channels-are-one, channel-silos, contact-center-owns-all, customer-service-owns, "
        "digital-experience-team-dotted-line, digital-experience-team-under-cmo, digital-experience-team, "
        "digital-first-omnichannel, governed-operations, … 13 more)\n"
    )
    assert refused("run", "demo", "--world", "retailer") == (
        f"no structure 'demo' in scenarios/structures; 'demo' is a study (there are: {ALL_STRUCTURES})\n"
    )
    assert refused("compare", "demo", "--world", "retail") == (
        "no world 'retail' in scenarios/worlds; did you mean 'retailer'? (there are: bank, retailer, telco)\n"
    )


def test_no_scenarios_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert refused("compare", "demo") == (
        "no scenarios folder here or above, in which to look up the study 'demo'; give a path to its file\n"
    )


def test_an_evidence_file_that_is_not_there_is_told_once() -> None:
    Path("scenarios/evidence.csv").unlink()
    (told,) = refused("validate", WORLD).splitlines()
    assert "scenarios/evidence.csv, and there is no such file; write a row of evidence.csv" in told


def test_not_utf_8() -> None:
    Path("latin.yaml").write_bytes("kind: study\ntitle: café\n".encode("latin-1"))
    assert refused("compare", "latin.yaml") == "latin.yaml:2:11: byte 0xe9 is not UTF-8; save the file as UTF-8\n"


def test_empty_file() -> None:
    Path("empty.yaml").write_text("# nothing\n", encoding="utf-8")
    assert refused("validate", "empty.yaml") == "empty.yaml: the file is empty\n"


def test_no_mapping() -> None:
    Path("list.yaml").write_text("- kind: study\n", encoding="utf-8")
    assert refused("validate", "list.yaml") == "list.yaml:1:1: expected a mapping of keys to values, found a list\n"


def test_folder_without_files() -> None:
    Path("bare").mkdir()
    assert refused("validate", "bare") == "bare: no .yaml file in this folder\n"


def test_a_world_in_place_of_a_structure() -> None:
    assert refused("compare", CENTER, WORLD, "--world", "retailer") == (
        f"{WORLD}:5:7: kind: this file is a world; here a structure is wanted\n"
    )


def test_a_structure_in_place_of_a_world() -> None:
    assert refused("run", CENTER, "--world", MARKETING) == (
        f"{MARKETING}:3:7: kind: this file is a structure; here a world is wanted\n"
    )


# Everything at once


def test_a_comma_in_a_number_is_told_beside_what_comes_of_it() -> None:
    text = Path(WORLD).read_text(encoding="utf-8")
    Path(WORLD).write_text(text.replace("{value: 1750,", "{value: 1,750,"), encoding="utf-8")
    assert refused("validate", WORLD) == (
        f"{WORLD}:10:29: demand.issues_per_day.750: 1,750 are two entries; write no comma\n"
        f"{WORLD}:10:39: demand.issues_per_day.low: low 1150 is above the value 1\n"
    )


def test_quote_that_is_never_closed() -> None:
    Path("open.yaml").write_text("kind: study\ntitle: 'Who owns it?\nworld: retailer\n", encoding="utf-8")
    assert refused("validate", "open.yaml") == ("open.yaml:4:1: not valid YAML: the quote of line 2 is never closed\n")


def test_every_problem_of_every_file_in_reading_order() -> None:
    broken = [
        Broken("", CENTER, "goal: campaigns", "goal: ▸campaing",
               "departments.marketing.goal: unknown goal 'campaing'; did you mean 'campaigns'? "
               "(allowed: resolution, handle_time, containment, revenue, campaigns)"),
        Broken("", CENTER, "{it: 100 %}", "{it: ▸120 %}",
               "teams.repair.members.it: '120 %' is neither a share of the group (above 0 % to 100 %, as in '85 %') "
               "nor a number of people"),
        Broken("", MARKETING, "chat: digital", "chat: ▸digitl",
               "owners.chat: unknown team 'digitl'; did you mean 'digital'? "
               "(allowed: center, digital, store, back_office, repair)"),
        Broken("", WORLD, "handle_time: 5.5 min", "handle_time: ▸5.5",
               "reasons.product_question.handle_time: 5.5 has no unit; write for example \"5.5 min\" "
               "(s, min, h, days, weeks)"),
        Broken("", WORLD, OFFLINE, "offline: ▸0.18",
               "people.shifts.offline: 0.18 has no source; give one here or above: a row of evidence.csv, an address "
               "(https://…), or assumed with low and high"),
        Broken("", STUDY, "baseline: marketing-owns-digital", "baseline: ▸marketing",
               f"baseline: the study does not list 'marketing' (allowed: {STRUCTURES})"),
    ]  # fmt: skip
    messages = {case.message: break_file(case) for case in broken}
    in_order = [broken[i].message for i in (0, 1, 2, 5, 3, 4)]
    everything = "".join(messages[message] for message in in_order)
    assert refused("compare", "demo", "--out", "out") == everything

    result = CliRunner().invoke(app, ["validate", "scenarios"])
    assert (result.exit_code, result.stderr) == (2, everything)
    sound = {str(path) for path in Path("scenarios").glob("*/*.yaml")} - {case.file for case in broken}
    sound -= {str(path) for path in Path("scenarios/studies").glob("*.yaml")}  # all of them name a broken file
    assert {line.split(":")[0] for line in result.stdout.splitlines()} == sound
    assert f"{DIGITAL}: structure ok (6 teams)" in result.stdout.splitlines()


def test_the_console_script_shows_no_traceback() -> None:
    message = break_file(Broken("", CENTER, "route_by:", "▸routed_by:", ALONE[0].message))
    script = [sys.executable, "-c", "from ccsim.cli import main; main()"]
    done = subprocess.run([*script, "compare", "demo", "--out", "out"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)
    assert not Path("out").exists()
