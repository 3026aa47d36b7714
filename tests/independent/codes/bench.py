"""Codes in bad pictures: how many are read by us, by zbar and by zxing-cpp, and how long it takes. One run, the same files.

    bench.py --ours PROGRAM [--samples DIR] [--each N] [--keep DIR] [--seed N]

PROGRAM reads names of pictures, one a line, and answers each with one line of JSON {"ms": …, "texts": […]} (the example
`read_codes` of kin-codes). The pictures are made here: QR codes of every kind that this program reads or makes, and those of
--samples (the public health cards and links), put on paper, bent, turned, blurred, darkened. The same seed gives the same
pictures. A picture counts as read where the text of every code in it comes out to the last byte. The time is that from the
file in the system's cache to the texts, for each of them: unpacking the picture is in it. All read in turn, --rounds times;
what counts is the shortest time that each of them needed for a picture, since other programs run here too. Where these are many,
--busy counts for the others what their thread computed, and for us all that went by.

Whoever gives up early is quick. So two readers are also held against each other over the pictures that both have read.
"""

import argparse
import base64
import json
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import pyzbar.pyzbar as zbar
import qrcode
import zxingcpp
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, MODE_NUMBER, QRData

LEVEL = {"L": qrcode.ERROR_CORRECT_L, "M": qrcode.ERROR_CORRECT_M}


# --- the codes -----------------------------------------------------------------------------------------------------------

def modules(parts, level):
    """The squares of a code: True is dark. `parts` are (text, mode)."""
    code = qrcode.QRCode(error_correction=LEVEL[level], border=0)
    for text, mode in parts:
        data = text.encode() if mode == MODE_8BIT_BYTE else text
        code.add_data(QRData(data, mode=mode), optimize=0)
    code.make(fit=True)
    return np.array(code.get_matrix(), dtype=bool)


def health_card(rng, chars):
    """`shc:/` and the digits of a signed text of so many characters."""
    jws = "eyJ6aXAiOiJERUYiLCJhbGciOiJFUzI1NiIsImtpZCI6IjNLZmRnLVh3UC03Z1h5eXd0VWZVQUR3QnVtRE9QS01ReC1pRUxMMTFXOXMifQ."
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    jws += "".join(rng.choice(letters) for _ in range(chars - len(jws)))
    digits = "".join(f"{ord(c) - 45:02d}" for c in jws)
    return "shc:/" + digits, modules([("shc:/", MODE_8BIT_BYTE), (digits, MODE_NUMBER)], "L")


def link(rng, viewer):
    key = base64.urlsafe_b64encode(rng.randbytes(32)).decode().rstrip("=")
    payload = {"url": "https://share.example.org/m/" + rng.randbytes(32).hex(), "flag": "LP", "key": key, "label": "Summary"}
    coded = base64.urlsafe_b64encode(json.dumps(payload, separators=(",", ":")).encode()).decode().rstrip("=")
    text = ("https://viewer.example.org/#" if viewer else "") + "shlink:/" + coded
    return text, modules([(text, MODE_8BIT_BYTE)], "M")


def essential(rng):
    """What a printed summary's code says, in two languages."""
    lines = ["KINFOLIO 1", "Li Hua 李华 1953-04-12 F", "! Penicillin 青霉素 2019 rash 皮疹", "Hypertension 高血压 2011", "Diabetes 糖尿病 2015"]
    lines += [f"Medicine 药 {rng.randrange(1000)} {rng.randrange(5, 900)} mg 每日{rng.randrange(1, 4)}次" for _ in range(14)]
    text = "\n".join(lines)
    return text, modules([(text, MODE_8BIT_BYTE)], "M")


def moving(rng, number):
    """One frame of a moving sequence."""
    words = "abcdefghijklmnopqrstuvwxyz"
    text = f"UR:BYTES/{number}-120/" + "".join(rng.choice(words).upper() for _ in range(900))
    return text, modules([(text, MODE_ALPHA_NUM)], "L")


def codes(rng):
    return [
        health_card(rng, 1195), health_card(rng, 620), health_card(rng, 880),
        link(rng, False), link(rng, True), essential(rng), essential(rng), moving(rng, 17), moving(rng, 333),
    ]


def sample_pictures(folder):
    """The pictures of the public samples, with what zbar and zxing-cpp both read in them as they are."""
    found = []
    for path in sorted([*folder.glob("sh[cl]/**/*.png"), *folder.glob("shc/**/*.jpg")]):
        grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        read = [by_zbar(path)[1], by_zxing(path)[1]]
        if read[0] == read[1] and len(read[0]) == 1:
            found.append((read[0][0], grey))
    return found


def drawn(squares, points):
    """A code with its white edge, so many points a square (whole ones; the eye's size comes later)."""
    edge = 4
    side = squares.shape[0] + 2 * edge
    page = np.full((side, side), 255, np.uint8)
    page[edge:-edge, edge:-edge][squares] = 0
    return cv2.resize(page, None, fx=points, fy=points, interpolation=cv2.INTER_NEAREST)


# --- what happens to pictures --------------------------------------------------------------------------------------------

def paper(rng, height, width):
    """A sheet with lines of print and a table's rules, as they are around a code."""
    page = np.full((height, width), 235, np.uint8)
    for row in range(20, height - 20, 34):
        if rng.random() < 0.75:
            cv2.putText(page, "".join(rng.choice("abcdefg hijklmn oprstuvw") for _ in range(90)), (15, row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 60, 1, cv2.LINE_AA)
    for _ in range(3):
        x, y = rng.randrange(width), rng.randrange(height)
        cv2.rectangle(page, (x, y), (min(width, x + 200), min(height, y + 90)), 40, 2)
    return page.astype(np.float32)


def seen(rng, squares, size, turn=0.0, lean=0.0, bend=0.0, room=1.5):
    """The code as a camera sees it: `size` points a square on average, turned by degrees, leaning, bent around an axis."""
    fine = drawn(squares, max(6, math.ceil(size * 2))).astype(np.float32)
    side = fine.shape[0]
    goal = (squares.shape[0] + 8) * size
    whole = int(goal * room * (1.25 if turn % 90 else 1))
    corners = np.float32([[0, 0], [side, 0], [side, side], [0, side]])
    middle = whole / 2 + rng.uniform(-0.03, 0.03) * whole
    angle = math.radians(turn)
    place = []
    for x, y in [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]:
        u, v = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
        depth = 1 + lean * (0.8 * u + 0.6 * v)
        place.append([middle + goal * u / depth, middle + goal * v / depth])
    to = cv2.getPerspectiveTransform(corners, np.float32(place))
    back = np.linalg.inv(to)
    ys, xs = np.mgrid[0:whole, 0:whole].astype(np.float32)
    if bend:
        # Around a bottle: what is at the side is pressed together, and the rows bow.
        r = (xs - middle) / goal
        xs2 = middle + goal * np.arcsin(np.clip(r * bend, -0.99, 0.99)) / bend
        ys2 = ys + goal * 0.12 * bend * r * r
    else:
        xs2, ys2 = xs, ys
    w = back[2, 0] * xs2 + back[2, 1] * ys2 + back[2, 2]
    mx = ((back[0, 0] * xs2 + back[0, 1] * ys2 + back[0, 2]) / w).astype(np.float32)
    my = ((back[1, 0] * xs2 + back[1, 1] * ys2 + back[1, 2]) / w).astype(np.float32)
    # Many fine points fall into one: as in an eye, their mean.
    smooth = cv2.GaussianBlur(fine, (0, 0), 0.4 * fine.shape[0] / goal)
    code = cv2.remap(smooth, mx, my, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=-1)
    page = paper(rng, whole, whole)
    inside = cv2.remap(np.full_like(fine, 255), mx, my, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0) / 255
    return page * (1 - inside) + np.clip(code, 0, 255) * inside * (245 / 255) + 5 * inside


def blurred(picture, points):
    return cv2.GaussianBlur(picture, (0, 0), points) if points > 0.05 else picture


def shaken(rng, picture, points):
    length = max(1, round(points))
    kernel = np.zeros((length * 2 + 1, length * 2 + 1), np.float32)
    angle = rng.uniform(0, math.pi)
    for step in np.linspace(-points / 2, points / 2, 40):
        kernel[round(length + step * math.sin(angle)), round(length + step * math.cos(angle))] += 1
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def noisy(rng, picture, sigma):
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, sigma, picture.shape)
    return picture + noise.astype(np.float32)


def lit(rng, picture, strong):
    """Light from one side and the edge of a shadow."""
    height, width = picture.shape
    ys, xs = np.mgrid[0:height, 0:width] / max(height, width)
    angle = rng.uniform(0, 2 * math.pi)
    along = (xs - 0.5) * math.cos(angle) + (ys - 0.5) * math.sin(angle)
    light = 1 - strong * (along + 0.5)
    shadow = 1 - 0.6 * strong / (1 + np.exp(-(along + rng.uniform(-0.2, 0.2)) * 60))
    return picture * np.clip(light * shadow, 0.04, 1)


def glare(rng, picture, strong):
    height, width = picture.shape
    ys, xs = np.mgrid[0:height, 0:width]
    x, y = width * rng.uniform(0.35, 0.65), height * rng.uniform(0.35, 0.65)
    spot = np.exp(-(((xs - x) / (0.16 * width)) ** 2 + ((ys - y) / (0.1 * height)) ** 2))
    return picture + 255 * strong * spot


def striped(rng, picture, strong):
    """A screen that a camera looks at: fine stripes that run through the picture."""
    height, width = picture.shape
    ys, xs = np.mgrid[0:height, 0:width]
    wave = np.sin(xs / rng.uniform(2.1, 3.4) + ys / rng.uniform(5, 11)) + np.sin(ys / rng.uniform(2.2, 3.1))
    return picture * (1 - strong * 0.5) + 30 + wave * 38 * strong


def pale(picture, contrast):
    return (picture - 128) * contrast + 120


def one(rng, kind, squares, hard):
    """A picture of a kind; `hard` goes from 0 to 1. Gives the picture and the quality of its JPEG."""
    size = rng.uniform(3.0, 4.5)
    quality = None
    if kind == "turned":
        picture = seen(rng, squares, 2.2 + 2 * (1 - hard), turn=rng.uniform(0, 360))
    elif kind == "leaning":
        picture = seen(rng, squares, size, turn=rng.uniform(-30, 30), lean=0.25 + 0.75 * hard)
    elif kind == "blurred":
        picture = blurred(seen(rng, squares, size, turn=rng.uniform(-8, 8)), size * (0.3 + 0.5 * hard))
    elif kind == "shaken":
        picture = shaken(rng, seen(rng, squares, size, turn=rng.uniform(-8, 8)), size * (0.6 + 1.3 * hard))
    elif kind == "noisy":
        picture = noisy(rng, seen(rng, squares, size, turn=rng.uniform(-8, 8)), 25 + 75 * hard)
    elif kind == "uneven light":
        picture = lit(rng, seen(rng, squares, size, turn=rng.uniform(-15, 15)), 0.55 + 0.4 * hard)
        picture = noisy(rng, picture, 3)
    elif kind == "small":
        picture = seen(rng, squares, 2.4 - 1.1 * hard, turn=rng.uniform(-4, 4))
    elif kind == "inverted":
        picture = 255 - blurred(seen(rng, squares, size, turn=rng.uniform(-20, 20), lean=0.3 * hard), size * 0.3 * hard)
    elif kind == "squeezed file":
        picture, quality = seen(rng, squares, 2 + 1.5 * (1 - hard), turn=rng.uniform(-8, 8)), round(45 - 37 * hard)
    elif kind == "pale":
        picture = noisy(rng, pale(seen(rng, squares, size, turn=rng.uniform(-8, 8)), 0.3 - 0.24 * hard), 4)
    elif kind == "bent":
        picture = seen(rng, squares, size, turn=rng.uniform(-5, 5), bend=0.5 + 1.0 * hard)
    elif kind == "glare":
        picture = glare(rng, seen(rng, squares, size, turn=rng.uniform(-8, 8)), 0.25 + 0.75 * hard)
    elif kind == "from a screen":
        picture, quality = striped(rng, seen(rng, squares, size, turn=rng.uniform(-8, 8)), 0.3 + 0.7 * hard), 70
    elif kind == "photograph":
        picture = seen(rng, squares, 2.6 + 1.6 * (1 - hard), turn=rng.uniform(0, 360), lean=0.5 * hard, bend=0.4 * hard)
        picture = lit(rng, blurred(picture, 0.5 + 0.6 * hard), 0.5)
        picture, quality = noisy(rng, picture, 4 + 10 * hard), 75
    else:
        raise ValueError(kind)
    return picture, quality


KINDS = ["turned", "leaning", "blurred", "shaken", "noisy", "uneven light", "small", "inverted", "squeezed file", "pale", "bent", "glare", "from a screen", "photograph"]


def from_sample(rng, kind, grey, hard):
    """A sample's picture has no squares to draw anew: it is shrunk, turned and spoilt as it is."""
    most = 900
    scale = min(1.0, most / max(grey.shape))
    picture = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    picture = cv2.copyMakeBorder(picture, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=245)
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-25, 25), 0.55 + 0.35 * (1 - hard))
    picture = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_AREA, borderValue=235)
    picture = lit(rng, blurred(picture, 0.4 + 1.4 * hard), 0.2 + 0.6 * hard)
    return noisy(rng, picture, 4 + 16 * hard), 75


def make(folder, seed, each, samples):
    rng = random.Random(seed)
    wanted = []

    def save(name, kind, texts, picture, quality):
        picture = np.clip(picture, 0, 255).astype(np.uint8)
        path = folder / (name + (".jpg" if quality else ".png"))
        cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, quality] if quality else [])
        wanted.append((path, kind, texts))

    base = codes(rng)
    for kind in KINDS:
        for n in range(each):
            text, squares = base[(n + KINDS.index(kind)) % len(base)]
            picture, quality = one(rng, kind, squares, n / max(1, each - 1))
            save(f"{kind.replace(' ', '-')}-{n:02}", kind, [text], picture, quality)
    for n in range(each):
        pair = rng.sample(base, 2)
        hard = n / max(1, each - 1)
        sides = [one(rng, rng.choice(["turned", "uneven light", "leaning"]), squares, hard * 0.7)[0] for _, squares in pair]
        height = max(side.shape[0] for side in sides)
        sides = [cv2.copyMakeBorder(side, 0, height - side.shape[0], 0, 10, cv2.BORDER_CONSTANT, value=230) for side in sides]
        save(f"two-{n:02}", "two codes", [text for text, _ in pair], np.hstack(sides), None)
    for n, (text, grey) in enumerate(samples * (1 + each // max(1, len(samples)))):
        if n < each:
            picture, quality = from_sample(rng, "sample", grey, n / max(1, each - 1))
            save(f"sample-{n:02}", "samples", [text], picture, quality)
    return wanted


CLOCK = time.perf_counter

# --- who reads -----------------------------------------------------------------------------------------------------------

def by_zbar(path):
    start = CLOCK()
    grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    found = zbar.decode(grey, symbols=[zbar.ZBarSymbol.QRCODE])
    took = (CLOCK() - start) * 1000
    return took, [one.data.decode("utf-8", "replace") for one in found]


def by_zxing(path):
    start = CLOCK()
    grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode, try_rotate=True, try_downscale=True, try_invert=True)
    took = (CLOCK() - start) * 1000
    return took, [one.text for one in found]


def by_us(program, paths):
    lines = "".join(f"{path}\n" for path in paths)
    out = subprocess.run([program], input=lines, capture_output=True, text=True, check=True).stdout
    return [(line["ms"], line["texts"]) for line in map(json.loads, out.splitlines())]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--losses", action="store_true", help="name the pictures that another read and we did not")
    parser.add_argument("--busy", action="store_true", help="computing time for the others, the clock for us")
    args = parser.parse_args()
    if args.busy:
        global CLOCK
        CLOCK = time.thread_time
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        samples = sample_pictures(args.samples) if args.samples else []
        wanted = make(folder, args.seed, args.each, samples)
        paths = [path for path, _, _ in wanted]
        readers = {}
        for _ in range(max(1, args.rounds)):
            rounds = {
                "ours": by_us(args.ours, paths),
                "zxing-cpp": [by_zxing(path) for path in paths],
                "zbar": [by_zbar(path) for path in paths],
            }
            for name, results in rounds.items():
                before = readers.get(name, results)
                readers[name] = [(min(old[0], new[0]), new[1]) for old, new in zip(before, results, strict=True)]
    kinds = list(dict.fromkeys(kind for _, kind, _ in wanted))
    good = {name: [set(texts) <= set(got[1]) for (_, _, texts), got in zip(wanted, results, strict=True)] for name, results in readers.items()}
    print(f"{'pictures':<16}{'of':>5}" + "".join(f"{name:>11}" for name in readers))
    for kind in kinds:
        mine = [n for n, (_, k, _) in enumerate(wanted) if k == kind]
        print(f"{kind:<16}{len(mine):>5}" + "".join(f"{sum(good[name][n] for n in mine):>11}" for name in readers))
    total = {name: sum(all_) for name, all_ in good.items()}
    print(f"{'all':<16}{len(wanted):>5}" + "".join(f"{total[name]:>11}" for name in readers))
    wrong = {name: sum(not set(got[1]) <= set(texts) for (_, _, texts), got in zip(wanted, results, strict=True)) for name, results in readers.items()}
    print(f"{'read wrongly':<21}" + "".join(f"{wrong[name]:>11}" for name in readers))
    half = {}
    for label, at in (("ms, half below", 0.5), ("ms, 19 of 20", 0.95)):
        times = {name: sorted(took for took, _ in results)[int(at * (len(wanted) - 1))] for name, results in readers.items()}
        half = half or times
        print(f"{label:<21}" + "".join(f"{times[name]:>11.1f}" for name in readers))
    whole = {name: sum(took for took, _ in results) for name, results in readers.items()}
    print(f"{'ms, all together':<21}" + "".join(f"{whole[name]:>11.0f}" for name in readers))
    paired = {}
    for other in ("zxing-cpp", "zbar"):
        both = [n for n in range(len(wanted)) if good["ours"][n] and good[other][n]]
        mine, theirs = (sum(readers[name][n][0] for n in both) for name in ("ours", other))
        ratios = sorted(readers["ours"][n][0] / readers[other][n][0] for n in both)
        paired[other] = (mine / theirs, statistics.median(ratios))
        quicker = sum(ratio <= 1 for ratio in ratios)
        print(f"{len(both)} pictures that we and {other} read: ours {mine:.0f} ms, theirs {theirs:.0f} ms together; half of them in {paired[other][1]:.2f} of their time or less, {quicker} as quickly or quicker")
    if args.losses:
        for n, (path, _, _) in enumerate(wanted):
            if not good["ours"][n] and (good["zxing-cpp"][n] or good["zbar"][n]):
                print("lost", path.name, [name for name in readers if good[name][n]])
    goals = {
        "at least 200 pictures": len(wanted) >= 200,
        "as many as zxing-cpp": total["ours"] >= total["zxing-cpp"],
        "as many as zbar": total["ours"] >= total["zbar"],
        "nothing read wrongly": wrong["ours"] == 0,
        "half of the pictures as quickly as the quicker one": half["ours"] <= min(half["zxing-cpp"], half["zbar"]),
        **{f"what {other} reads too in no more time, together": paired[other][0] <= 1 for other in paired},
        **{f"what {other} reads too in no more time, half of it": paired[other][1] <= 1 for other in paired},
    }
    for goal, met in goals.items():
        print(("passed  " if met else "FAILED  ") + goal)
    failed = sum(not met for met in goals.values())
    print(f"{len(goals) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
