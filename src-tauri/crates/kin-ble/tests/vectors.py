"""Writes vectors.tsv: bytes, and what PyPI bluetooth-sig reads in them.

    python3 -m venv v && v/bin/pip install bluetooth-sig && v/bin/python vectors.py > vectors.tsv

bluetooth-sig 0.6.0 reads the exponent of an SFLOAT as if 8 were taken from it, where IEEE 11073 has two's
complement (120 mmHg is 0x0078, exponent 0): its values are corrected for that by `number`, from the bytes. All
else (layout, flags, mantissa, dates, words for "no value") is compared as it comes.

One line each: characteristic, bytes in hex, and name=value pairs. Values of glucose are those of the SFLOAT
itself, without the change of unit. `refused` is written where bluetooth-sig reads no value.
"""

import importlib.metadata
import random
import struct
import sys

from bluetooth_sig.gatt.characteristics import (
    BloodPressureMeasurementCharacteristic,
    GlucoseMeasurementCharacteristic,
    GlucoseMeasurementContextCharacteristic,
)

rng = random.Random(20261126)
PRESSURE = BloodPressureMeasurementCharacteristic()
GLUCOSE = GlucoseMeasurementCharacteristic()
CONTEXT = GlucoseMeasurementContextCharacteristic()


def sfloat(mantissa, exponent):
    return struct.pack("<H", ((exponent & 0xF) << 12) | (mantissa & 0xFFF))


def when():
    return struct.pack("<HBBBBB", rng.randint(2015, 2035), rng.randint(1, 12), rng.randint(1, 28),
                       rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59))


def number(value, exponent):
    return format(value * (10.0**8 if exponent >= 0 else 10.0**-8), ".8g")


def stamp(value):
    return value.strftime("%Y-%m-%dT%H:%M:%S")


def line(name, data, fields):
    print(name, data.hex(), " ".join(f"{k}={v}" for k, v in fields.items()), sep="\t")


def pressure():
    flags = rng.randint(0, 31)
    if flags & 1:
        low, high, exponent = 600, 2000, -2
    else:
        low, high, exponent = 40, 1500, rng.choice([0, -1])
        if exponent == 0:
            high = 250
    diastolic = rng.randint(low, high - 30)
    systolic = rng.randint(diastolic + 10, high)
    mean = (systolic + diastolic) // 2
    data = bytes([flags]) + sfloat(systolic, exponent) + sfloat(diastolic, exponent) + sfloat(mean, exponent)
    if flags & 2:
        data += when()
    if flags & 4:
        data += sfloat(rng.randint(40, 180), 0)
    if flags & 8:
        data += bytes([rng.randint(0, 255)])
    if flags & 16:
        data += struct.pack("<H", rng.randint(0, 63))
    read = PRESSURE.parse_value(bytearray(data))
    fields = {"unit": "kPa" if flags & 1 else "mmHg", "systolic": number(read.systolic, exponent),
              "diastolic": number(read.diastolic, exponent), "mean": number(read.mean_arterial_pressure, exponent)}
    optional = read.optional_fields
    if optional.timestamp is not None:
        fields["at"] = stamp(optional.timestamp)
    if optional.pulse_rate is not None:
        fields["pulse"] = number(optional.pulse_rate, 0)
    if optional.user_id is not None:
        fields["user"] = optional.user_id
    if optional.measurement_status is not None:
        status = int(optional.measurement_status)
        fields["moved"], fields["loose"] = status & 1, status >> 1 & 1
        fields["irregular"], fields["position"] = status >> 2 & 1, status >> 5 & 1
    line("2a35", data, fields)


def glucose():
    flags = rng.randint(0, 31) | 2
    data = bytes([flags]) + struct.pack("<H", rng.randint(0, 65535)) + when()
    if flags & 1:
        data += struct.pack("<h", rng.randint(-720, 720))
    mantissa, exponent = (rng.randint(20, 300), -4) if flags & 4 else (rng.randint(30, 600), -5)
    kind, site = rng.randint(1, 9), rng.choice([1, 2, 3, 15])
    data += sfloat(mantissa, exponent) + bytes([site << 4 | kind])
    if flags & 8:
        data += struct.pack("<H", rng.choice([0, 1]))
    read = GLUCOSE.parse_value(bytearray(data))
    fields = {"sequence": read.sequence_number, "at": stamp(read.base_time), "unit": read.unit.replace("/", ":"),
              "value": number(read.glucose_concentration, exponent), "fluid": int(read.glucose_type), "site": int(read.sample_location)}
    if read.time_offset_minutes is not None:
        fields["offset"] = read.time_offset_minutes
    line("2a18", data, fields)


def context():
    flags = rng.randint(0, 255)
    data = bytes([flags]) + struct.pack("<H", rng.randint(0, 65535))
    if flags & 128:
        data += bytes([0])
    if flags & 1:
        data += bytes([rng.randint(1, 7)]) + sfloat(rng.randint(1, 200), -3)
    if flags & 2:
        data += bytes([rng.randint(1, 5)])
    if flags & 4:
        data += bytes([rng.randint(1, 3) << 4 | rng.randint(1, 3)])
    if flags & 8:
        data += struct.pack("<HB", rng.randint(1, 3600), rng.randint(0, 100))
    if flags & 16:
        data += bytes([rng.randint(1, 5)]) + sfloat(rng.randint(1, 100), -6)
    if flags & 64:
        data += sfloat(rng.randint(40, 140), -1)
    read = CONTEXT.parse_value(bytearray(data))
    fields = {"sequence": read.sequence_number}
    if read.carbohydrate_kg is not None:
        fields["carbohydrate"] = number(read.carbohydrate_kg, -3)
    if read.meal is not None:
        fields["meal"] = int(read.meal)
    if read.hba1c_percent is not None:
        fields["hba1c"] = number(read.hba1c_percent, -1)
    line("2a34", data, fields)


def special(mantissa):
    data = bytes([0]) + sfloat(mantissa, 0) * 3
    try:
        read = PRESSURE.parse_value(bytearray(data))
        value = str(read.systolic)
    except Exception:  # however it refuses
        value = "refused"
    line("special", data, {"systolic": value})


print("# Generated by vectors.py from bluetooth-sig", importlib.metadata.version("bluetooth-sig"))
for make in (pressure, glucose, context):
    made = failed = 0
    while made < 60:
        try:
            make()
            made += 1
        except Exception as error:
            failed += 1
            if failed > 2000:
                sys.exit(f"{make.__name__}: {error!r}")
for mantissa in (0x7FF, 0x800, 0x7FE, 0x802, 0x801):
    special(mantissa)
