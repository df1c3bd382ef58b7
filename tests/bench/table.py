# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's table of figures: a row has Bascule's, the yardstick's, the ratio, and the other proxies beside it."""
import statistics

from measure import BASE, KEPT

MINE, _ = KEPT
HEAD = ("| Scenario, CPU per call | Bascule | nghttpx | to nghttpx | others to nghttpx |", "|---|---|---|---|---|")
NAMES = {"haproxy": "HAProxy", "envoy": "Envoy"}


def micro(value):
    return f"{value:.3f} us" if value < 1 else f"{value:.1f} us" if value < 100 else f"{value:,.0f} us"


def kibi(value):
    return f"{value:.1f} KiB"


def times(ratio):
    return f"{ratio:.1f}x" if ratio < 10 else f"{ratio:.0f}x"


def spread(values, text):
    """Median and range."""
    return f"{text(statistics.median(values))} ({text(min(values))}-{text(max(values))})"


def others(figures, text):
    """What is not Bascule and not the yardstick, the cheapest first."""
    return ", ".join(f"{NAMES.get(name, name)} {text(value)}"
                     for name, value in sorted(figures.items(), key=lambda one: one[1]) if name not in KEPT)


def cost_row(scenario, figures):
    """Of a scenario's CPU microseconds per unit, one list a proxy."""
    ratios = {name: [x / y for x, y in zip(values, figures[BASE])] for name, values in figures.items()}
    unit = "" if scenario.unit == "call" else f", per {scenario.unit}"
    star = " \\*" if scenario.translated else ""
    ratio = f"{statistics.median(ratios[MINE]):.2f}x ({min(ratios[MINE]):.2f}-{max(ratios[MINE]):.2f})"
    mine, theirs = (micro(statistics.median(figures[name])) for name in KEPT)
    rest = others({name: statistics.median(values) for name, values in ratios.items()}, times)
    return f"| {scenario.title}{unit}{star} | {mine} | {theirs} | {ratio} | {rest} |"


def value_row(title, figures, text):
    """Of one figure a proxy, where the ratio matters less than the figure."""
    ratio = times(figures[MINE] / figures[BASE])
    return f"| {title} | {text(figures[MINE])} | {text(figures[BASE])} | {ratio} | {others(figures, text)} |"


def text(rows):
    return "\n".join((*HEAD, *rows))
