"""The projection of the world map: where a point of the globe is on its grid.

It is Equal Earth (Šavrič, Patterson and Jenny, 2018): every country is as large as it is, and no
part of the world is blown up. Antarctica is left out, so that all else is larger. The map's edge
runs through the Bering Strait, where it cuts no country.
"""

import math

WIDTH = 2000  # units; whole numbers on this grid are half a pixel on a wide screen
NORTH, SOUTH = 83.7, -56.0  # Greenland's north, Tierra del Fuego's south
MIDDLE = 11.5  # degrees east; the edge is half the globe away

# Equal Earth's own polynomial
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
HALF_ROOT_3 = math.sqrt(3) / 2


def placed(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a point of the globe is on the map's grid, x to the right and y down.

    Longitudes are given from MIDDLE − 180 to MIDDLE + 180 degrees, or beyond, where what is drawn
    goes on over the edge.
    """
    x, y = equal_earth(longitude - MIDDLE, latitude)
    widest, _ = equal_earth(180, 0)
    _, highest = equal_earth(0, NORTH)
    unit = WIDTH / 2 / widest
    return (x + widest) * unit, (highest - y) * unit


def spot(longitude: float, latitude: float) -> tuple[int, int]:
    """Return the point of the grid nearest to a place; what lies off the map is at its edge."""
    about = MIDDLE + (longitude - MIDDLE + 180) % 360 - 180
    x, y = placed(about, min(max(latitude, SOUTH), NORTH))
    return round(x), round(y)


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the Equal Earth projection of degrees, on a globe of radius one."""
    angle = math.asin(HALF_ROOT_3 * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = math.radians(longitude) * math.cos(angle) / (HALF_ROOT_3 * slope)
    return x, angle * (A1 + A2 * square + sixth * (A3 + A4 * square))
