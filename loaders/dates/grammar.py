"""The grammar of time expressions: a table of patterns, each with the kind and the meaning of what it matches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from . import builders as build
from .meaning import Calendar, Rolling
from .windows import Unit
from .words import compile_words


class Kind(StrEnum):
    """What sort of words fix the time."""

    DAY = "day"
    WEEKDAY = "weekday"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"
    DEICTIC = "deictic"
    RELATIVE = "relative"
    ANAPHORIC = "anaphoric"
    BOUNDED = "bounded-one-side"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the grammar.

    Attributes:
        pattern: Its words; tried where a word begins.
        meaning: The meaning of a match, or ``None`` where the match is no time after all.
        after: What must stand before it, where set; matched at the end of the preceding words.
        not_after: What must not.
        inner: Whether it is a time only behind "early", "the end of" and the like.
    """

    name: str
    kind: Kind
    pattern: re.Pattern[str]
    meaning: build.Builder
    after: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None
    inner: bool = False


_NAMES_BEFORE = r"\b(?:Bloody|Black|Good|Ash|Palm|Easter|Holy|Super|Cyber|Man|every|each) $"
_YEAR_CUES = (
    r"(?:\b(?:in|since|by|during|until|till|before|after|from|to|between|of|for|early|mid|late|circa|year|years"
    r"|throughout|around|through|than)[ -]"
    r"|\b(?:19|20)\d\d,? (?:and|or|to) |[-–—/(]|^)$"
)
_ADJUNCT_CUES = r"(?:\b(?:the|a|an|its|their|his|her|our|this|landmark|failed|historic)|['’]s|s['’]) $"
_NOT_YEAR = (
    r"\b(?:Agenda|Vision|Resolutions?|Horizon|No\.?|Number|Article|Section|Flight|Boeing|Route"
    r"|Rule|Directive|Expo|Strategy|Room|Form|Act) $"
)
# What a number counts instead of being a year or a day.
_UNCOUNTED = (
    r"(?! (?:\w+ )?(?:people|persons|troops|soldiers|fighters|civilians|refugees|migrants|prisoners|detainees|members|workers|men|women"
    r"|children|kilomet\w+|km|miles?|met(?:er|re)s|tons|tonnes|barrels|euros?|dollars|pounds|per cent|percent|homes|houses|villages"
    r"|words|jobs|countries|nations)\b)(?! ?(?:UTC|GMT|[A-Z][SD]T|CET|hours|hrs|local time|megawatts?|MW|seats|square|kg|feet|ft|years)\b)"
    r"(?! (?:Agenda|Vision|Goals?|Strategy)\b)"
)
_DURATION = r"\b(?:for|every|each|per|<number>) $"
_TO = r"(?: ?[-–—] ?| to | and | or | through | until | till )"
_YEAR = r"(?:,? (?:of )?<year>|,? <yearref>)"
_ABOUT = (
    r"(?:(?P<limit>more than|over|at least|less than) |(?:about|nearly|almost|some|around|roughly|approximately|just"
    r"|exactly|only|barely) )?"
)
_NAME_OR_MONTH = (
    r"\b(?:in|of|since|by|until|till|during|from|between|to|before|after|late|early|mid|through|around|this|a|the|its|their|his|her)[ -]$"
    r"|['’]s $"
)
# "May" is also a verb and the name of a prime minister, who is met, written to, and stood for.
_MAY = (
    r"\b(?:in|since|by|until|till|during|late|early|mid|this|(?:end|start|beginning|middle|half|month|week|days?) of|through"
    r"|(?:between|from) [A-Z]\w+ (?:and|to)|a|the)[ -]$"
)


def _rule(
    name: str,
    kind: Kind,
    words: str,
    meaning: build.Builder,
    after: str | None = None,
    not_after: str | None = None,
    inner: bool = False,
) -> Rule:
    return Rule(
        name,
        kind,
        compile_words(words),
        meaning,
        None if after is None else compile_words(after),
        None if not_after is None else compile_words(not_after),
        inner,
    )


# Of the rules that match somewhere the longest match counts, and among equals the first.
RULES: tuple[Rule, ...] = (
    _rule("numeric date", Kind.DAY, r"(?P<y>(?:1[5-9]|20)\d\d)(?P<dot>[-/])(?P<a>\d\d)(?P=dot)(?P<b>\d\d)(?!\w|[-/]\d)", build.iso_date),
    _rule(
        "numeric date, year last",
        Kind.DAY,
        r"(?P<a>\d\d?)(?P<dot>[./-])(?P<b>\d\d?)(?P=dot)(?P<y>(?:1[5-9]|20)\d\d)(?!\w|[./-]\d)",
        build.numeric_date,
    ),
    _rule("month day", Kind.DAY, r"(?:<anyweekday>,? )?<month> (?:the )?<day>" + _YEAR + "?" + _UNCOUNTED, build.date),
    _rule("month days", Kind.DAY, r"<month> <day>" + _TO + r"<day:last>(?! <month:other>)" + _YEAR + "?" + _UNCOUNTED, build.date),
    _rule("day month", Kind.DAY, r"(?:<anyweekday>,? )?(?:the (?=<ordinal>))?<day> (?:of )?<month>" + _YEAR + "?", build.date),
    _rule(
        "days month",
        Kind.DAY,
        r"(?:the (?=<ordinal>))?<day>" + _TO + r"(?:the )?<day:last> (?:of )?<month>" + _YEAR + "?",
        build.date,
    ),
    _rule(
        "day number",
        Kind.DAY,
        r"the <ordinal>(?: of (?P<rel>(?:this|last|next|the|that|the same) month))?(?= ?[.,;:)]|$| (?:and|when|as|to|in|at|for|with)\b)",
        build.day_number,
        after=r"\bon $",
    ),
    _rule("holiday", Kind.DAY, r"New Year['’]s Day|Christmas(?: Day| Eve)?|Boxing Day|New Year['’]s Eve", build.holiday),
    _rule("month year", Kind.MONTH, r"<month>" + _YEAR, build.month),
    _rule("which month", Kind.MONTH, r"<which> <fullmonth>(?! \d)", build.month),
    _rule(
        "month",
        Kind.MONTH,
        r"(?P<fullmonth>(?-i:January|February|July|September|October|November|December|(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.))(?!\w)",
        build.month,
        not_after=r"\d(?:st|nd|rd|th)? $",
    ),
    _rule(
        "month that is a name",
        Kind.MONTH,
        r"(?P<fullmonth>(?-i:March|April|June|August))\b(?! (?:on|for|against)\b)",
        build.month,
        after=_NAME_OR_MONTH,
    ),
    _rule("May and June", Kind.MONTH, r"(?P<fullmonth>(?-i:May))(?= (?:and|to|or|until|through) <month:other>)", build.month),
    _rule("May", Kind.MONTH, r"(?P<fullmonth>(?-i:May))\b(?! (?:government|administration|cabinet|team)\b)", build.month, after=_MAY),
    _rule("week of month", Kind.MONTH, r"(?:the )?<nth> week (?:of|in) <month>" + _YEAR + "?", build.week_of),
    _rule(
        "weekday",
        Kind.WEEKDAY,
        r"(?:<which> )?<weekday>\b<hours>(?! (?-i:Times|Telegraph|Mirror|Express|Mail|Herald|Mass|School)\b)",
        build.weekday,
        not_after=_NAMES_BEFORE,
    ),
    _rule(
        "that weekday",
        Kind.ANAPHORIC,
        r"<seen:rel> <weekday>\b<hours>",
        build.anaphoric_weekday,
    ),
    _rule(
        "weekday of week",
        Kind.WEEKDAY,
        r"<weekday>\b<hours> (?P<week>(?:of )?(?:last|this|next|that|the same|the previous|the following) week)",
        build.weekday,
    ),
    _rule("weekday, short", Kind.WEEKDAY, r"(?P<anyweekday>(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri)\.)", build.weekday),
    _rule(
        "weekday, a word else",
        Kind.WEEKDAY,
        r"(?P<anyweekday>(?-i:Mon|Tue|Tues|Wed|Thur?s?|Fri|Sat|Sun)\b\.?)",
        build.weekday,
        after=r"\b(?:on|last|next|late|early) $",
    ),
    _rule("weekend", Kind.RELATIVE, r"(?P<rel>the|last|this|next|this past|this coming|past|coming) (?P<noun>weekend)\b", build.calendar),
    _rule(
        "last, this, next",
        Kind.RELATIVE,
        r"(?P<rel>last|this|next|this past) (?P<noun>week|month|year|quarter|decade|century)\b",
        build.calendar,
        not_after=r"\bthe $",
    ),
    _rule(
        "the week, the month",
        Kind.RELATIVE,
        r"(?P<rel>the) (?P<noun>week|month|year|decade|century|day)\b(?! (?:before|after|earlier|later|ago|of)\b)",
        build.calendar,
        inner=True,
    ),
    _rule("which season", Kind.RELATIVE, r"<which> <season>\b", build.season),
    _rule("season", Kind.MONTH, r"(?:the )?<season>\b(?! of\b)", build.season, after=r"\b(?:in|over|during|by|until|since|throughout) $"),
    _rule("season of year", Kind.MONTH, r"(?:the )?<season>" + _YEAR, build.season),
    _rule(
        "today",
        Kind.DEICTIC,
        r"today\b|tonight\b|this (?:morning|afternoon|evening)\b|earlier today\b|later today\b",
        build.fixed(Calendar(Unit.DAY, 0)),
    ),
    _rule("yesterday", Kind.DEICTIC, r"yesterday\b<hours>|last night\b", build.fixed(Calendar(Unit.DAY, -1))),
    _rule("tomorrow", Kind.DEICTIC, r"tomorrow\b<hours>", build.fixed(Calendar(Unit.DAY, 1))),
    _rule("day before yesterday", Kind.DEICTIC, r"the day before yesterday", build.fixed(Calendar(Unit.DAY, -2))),
    _rule("day after tomorrow", Kind.DEICTIC, r"the day after tomorrow", build.fixed(Calendar(Unit.DAY, 2))),
    _rule(
        "ago",
        Kind.RELATIVE,
        _ABOUT + r"<number> <unit> ago\b",
        build.offset(-1),
    ),
    _rule("hours ago", Kind.RELATIVE, r"(?:<number> )?(?:hours?|minutes?) ago\b", build.fixed(Rolling(Unit.DAY, -1))),
    _rule("from now", Kind.RELATIVE, r"<number> <unit> from (?:now|today)\b", build.offset(1)),
    _rule("in two weeks", Kind.RELATIVE, r"in <number> <unit>(?:['’]s? time)?(?! of)", build.offset(1, ahead=True)),
    _rule("within", Kind.RELATIVE, r"within(?: the)?(?: (?:next|coming|space of))?(?: <number>)? <unit>\b(?! of)", build.rolling(1)),
    _rule("in days", Kind.RELATIVE, r"in <units:unit>(?! (?:after|before|of|to)\b)", build.in_days),
    _rule("the coming days", Kind.RELATIVE, r"(?:the )?(?:next|coming)(?: <number>)? <units:unit>", build.rolling(1)),
    _rule("the coming week", Kind.RELATIVE, r"the coming <unit>\b", build.rolling(1)),
    _rule("the past hours", Kind.RELATIVE, r"the (?:past|last)(?: <number>)? hours\b", build.hours(-1)),
    _rule("within hours", Kind.RELATIVE, r"(?:within|in)(?: the next)?(?: <number>)? hours\b(?! (?:of|after|before)\b)", build.hours(1)),
    _rule("year's end", Kind.RELATIVE, r"(?:the )?(?P<noun>week|month|year)(?:['’]s |-)end\b", build.end_of),
    _rule("the past", Kind.RELATIVE, r"(?:the|these|this) (?:past|last)(?: <number>)? <unit>\b(?! of)", build.rolling(-1)),
    _rule(
        "earlier",
        Kind.ANAPHORIC,
        _ABOUT + r"(?:<number> )?<unit> (?:earlier|before|previously|beforehand)\b",
        build.offset(-1, anchored=True),
        not_after=_DURATION,
    ),
    _rule(
        "later",
        Kind.ANAPHORIC,
        _ABOUT + r"(?:<number> )?<unit> (?:later|after|afterwards?)\b",
        build.offset(1, anchored=True),
        not_after=_DURATION,
    ),
    _rule(
        "hours later",
        Kind.ANAPHORIC,
        r"(?:<number> )?(?:hours?|minutes?) (?:later|earlier|before|after)\b",
        build.fixed(Calendar(Unit.DAY, 0, anchored=True)),
        not_after=_DURATION,
    ),
    _rule(
        "the day before", Kind.ANAPHORIC, r"the day (?:before|earlier)\b|the eve of\b", build.fixed(Calendar(Unit.DAY, -1, anchored=True))
    ),
    _rule("the day after", Kind.ANAPHORIC, r"the day after\b", build.fixed(Calendar(Unit.DAY, 1, anchored=True))),
    _rule(
        "the same day",
        Kind.ANAPHORIC,
        r"<seen:rel> (?P<noun>day|week|month|year|decade)\b",
        build.anaphoric,
    ),
    _rule("years", Kind.YEAR, r"<year> ?[-–—/] ?(?P<to>(?:20|19)\d\d|\d\d)(?![\w-])", build.years, not_after=_NOT_YEAR),
    _rule("year", Kind.YEAR, r"(?:the year )?<year>(?!-[a-z])" + _UNCOUNTED, build.single_year, after=_YEAR_CUES, not_after=_NOT_YEAR),
    _rule("year as adjunct", Kind.YEAR, r"(?P<year>(?:19|20)\d\d(?![\w%-]|[.,]\d))" + _UNCOUNTED, build.single_year, after=_ADJUNCT_CUES),
    _rule(
        "decade",
        Kind.PERIOD,
        r"(?:the )?(?P<tens>(?:1[5-9]|20)\d)0['’]?s\b|the ['’‘]?(?P<short>[2-9]0)['’]?s\b|the <decade>\b",
        build.decade,
    ),
    _rule("century", Kind.PERIOD, r"(?:the )?<century>[ -]century\b", build.century),
    _rule("Q3", Kind.PERIOD, r"(?-i:Q)(?P<q>[1-4])(?: of)? <year>", build.quarter),
)
