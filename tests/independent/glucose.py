#!/usr/bin/env python3
"""Glucose figures of a device's export, computed apart from the program: Python's standard library only.

python3 glucose.py FORMAT FILE   prints one JSON document.

FORMAT: clarity (Dexcom), libre (FreeStyle 3, historic readings), nightscout, mysugr (Danish, mmol/L, finger-sticks).
Fractions throughout; rounded once, half up, with the places that a page shows. The program's own test
(kin-rules, tests/independent.rs) reads the same files in its own way and must agree to the last digit.
"""
import csv
import json
import statistics
import sys
from collections import Counter
from datetime import datetime
from decimal import Decimal, getcontext
from fractions import Fraction
from itertools import groupby

getcontext().prec = 60
LOW, HIGH = 'below', 'above'


def rounded(number, places):
    scaled = Fraction(number) * 10 ** places
    whole = (scaled + Fraction(1, 2)).__floor__()
    text = str(whole).rjust(places + 1, '0')
    return text if places == 0 else f'{text[:-places]}.{text[-places:]}'


def root(number, places):
    """The root of a fraction, rounded; sixty digits are far more than any page shows."""
    value = (Decimal(number.numerator) / Decimal(number.denominator)).sqrt()
    return rounded(Fraction(value), places)


def read(form, path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        rows = list(csv.reader(file))
    found = []
    if form == 'clarity':
        for row in rows:
            if len(row) > 7 and row[2] == 'EGV':
                when = datetime.fromisoformat(row[1])
                word = row[7].lower()
                if word in ('low', 'high'):
                    found.append((when, (LOW, Fraction(40)) if word == 'low' else (HIGH, Fraction(400))))
                else:
                    found.append((when, Fraction(row[7])))
    elif form == 'libre':
        for row in rows[2:]:
            if row[3] == '0':
                found.append((datetime.strptime(row[2], '%d-%m-%Y %H:%M'), Fraction(row[4])))
    elif form == 'nightscout':
        for row in rows:
            if len(row) > 3 and row[3] == 'sgv':
                when = datetime.strptime(f'{row[0]} {row[1]}', '%m/%d/%Y %I:%M:%S %p')
                found.append((when, Fraction(row[2])))
    elif form == 'mysugr':
        for row in rows[1:]:
            if row[3]:
                when = datetime.strptime(f'{row[0]} {row[1]}', '%d-%m-%Y %H:%M:%S')
                found.append((when, Fraction(row[3].replace(',', '.'))))
    return found


def main(form, path):
    finger = form == 'mysugr'
    mmol = form == 'mysugr'
    places = 1 if mmol else 0
    limits = [Fraction(n) for n in (['3', '3.9', '10', '13.9'] if mmol else [54, 70, 180, 250])]
    everything = read(form, path)
    unique = sorted(set(everything), key=lambda r: (r[0], str(r[1])))
    numbers = [v for _, v in unique if isinstance(v, Fraction)]
    n = len(numbers)
    mean = sum(numbers) / n
    variance = sum((v - mean) ** 2 for v in numbers) / (n - 1)

    def place(value):
        if isinstance(value, tuple):
            return 0 if value[0] == LOW else 4
        if value < limits[0]:
            return 0
        if value < limits[1]:
            return 1
        return 2 if value <= limits[2] else 3 if value <= limits[3] else 4

    counts = Counter(place(v) for _, v in unique)
    names = ['very-low', 'low', 'in-range', 'high', 'very-high']
    days = len({when.date() for when, _ in unique})
    out = {
        'readings': len(unique),
        'doubled': len(everything) - len(unique),
        'days': days,
        'perDay': rounded(Fraction(len(unique), days), 1),
        'mean': rounded(mean, places + 1),
        'deviation': root(variance, places + 1),
        'variation': root(variance * 10000 / mean ** 2, 1),
        'lowest': rounded(min(numbers), places),
        'highest': rounded(max(numbers), places),
        'shares': {name: [counts[i], rounded(Fraction(counts[i] * 100, len(unique)), 1)] for i, name in enumerate(names)},
        'interval': None, 'active': None, 'gmi': None, 'events': {}, 'profile': {},
    }
    if not finger:
        times = [when for when, _ in unique]
        gaps = Counter(int(((b - a).total_seconds() + 30) // 60) for a, b in zip(times, times[1:]))
        interval = max((c, -g) for g, c in gaps.items() if 1 <= g <= 15)[1] * -1
        could = int(((times[-1] - times[0]).total_seconds() + interval * 30) // (interval * 60)) + 1
        active = Fraction(100 * min(len(unique), could), could)
        out['interval'], out['active'] = interval, rounded(active, 1)
        if days >= 14 and active >= 70:
            out['gmi'] = rounded(Fraction('3.31') + Fraction('0.02392') * mean, 1)
        for name, limit in (('low', limits[1]), ('very-low', limits[0])):
            out['events'][name] = events(unique, limit, interval * 60)
        bins = {}
        for when, value in unique:
            if isinstance(value, Fraction):
                bins.setdefault((when.hour * 60 + when.minute) // 15 * 15, []).append(value)
        for minute, values in bins.items():
            cuts = statistics.quantiles(values, n=20, method='inclusive') if len(values) > 1 else values * 19
            out['profile'][str(minute)] = [len(values)] + [rounded(cuts[i], places) for i in (0, 4, 9, 14, 18)]
    json.dump(out, sys.stdout, sort_keys=True)


def events(readings, limit, interval):
    """Events and their minutes: runs of low and not low readings, first within what has no gap."""
    pieces, piece = [], []
    for when, value in readings:
        if piece and (when - piece[-1][0]).total_seconds() > 3 * interval:
            pieces.append(piece)
            piece = []
        low = value < limit if isinstance(value, Fraction) else value[0] == LOW
        piece.append((when, low))
    pieces.append(piece)
    found, minutes = 0, 0
    for piece in pieces:
        runs = []
        for low, run in groupby(piece, key=lambda r: r[1]):
            run = list(run)
            runs.append((low, run[0][0], run[-1][0]))

        def lasts(first, last):
            return (last - first).total_seconds() + interval

        i = 0
        while i < len(runs):
            low, first, last = runs[i]
            i += 1
            if not low or lasts(first, last) + 30 < 900:
                continue
            while i + 1 < len(runs) and lasts(runs[i][1], runs[i][2]) + 30 < 900:
                last = runs[i + 1][2]
                i += 2
            found += 1
            minutes += int((lasts(first, last) + 30) // 60)
    return [found, minutes]


if __name__ == '__main__':
    main(*sys.argv[1:])
