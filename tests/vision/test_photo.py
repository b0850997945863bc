"""decode(): which bytes become a photo, and what the others are refused for."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.vision.pictures import encode, large, skin
from vision.findings import Rejection
from vision.photo import MAX_BYTES, MAX_PIXELS, MIN_SIDE, WORK_SIDE, PhotoRejected, decode


def png_claiming(width: int, height: int) -> bytes:
    """A small PNG whose header promises width x height pixels: a decompression bomb."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


JPEG = encode(skin())

REFUSED = {
    "empty": (b"", Rejection.UNREADABLE),
    "pdf called jpg": (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" * 40, Rejection.UNREADABLE),
    "text": ("просто текст".encode(), Rejection.UNREADABLE),
    "gif": (encode(skin(), "GIF"), Rejection.UNREADABLE),
    "bmp": (encode(skin(), "BMP"), Rejection.UNREADABLE),
    "jpeg cut in half": (JPEG[: len(JPEG) // 2], Rejection.UNREADABLE),
    "jpeg header only": (JPEG[:20], Rejection.UNREADABLE),
    "png cut": (encode(skin(), "PNG")[:-4000], Rejection.UNREADABLE),
    "webp cut": (encode(skin(), "WEBP")[:400], Rejection.UNREADABLE),
    "50 megapixels promised": (png_claiming(10_000, 5_000), Rejection.TOO_LARGE),
    "four billion pixels promised": (png_claiming(65_000, 65_000), Rejection.TOO_LARGE),
    "too many bytes": (JPEG + b"\0" * MAX_BYTES, Rejection.TOO_LARGE),
    "one side a pixel short": (encode(skin(MIN_SIDE - 1, 200)), Rejection.TOO_SMALL),
    "a strip": (encode(np.zeros((70, 900, 3), np.uint8)), Rejection.TOO_SMALL),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_bytes_that_are_no_good_photo_are_refused_with_a_reason(data, reason):
    with pytest.raises(PhotoRejected) as refusal:
        decode(data)
    assert refusal.value.reason is reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_each_format_gives_the_same_picture(kind):
    image = skin(120, 200)
    photo = decode(encode(image, kind, quality=95))
    assert photo.pixels.shape == (120, 200, 3)
    assert np.abs(photo.pixels.astype(int) - image.astype(int)).mean() < 8


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK", "I;16", "1", "LA"])
def test_every_colour_mode_becomes_rgb(mode):
    image = Image.fromarray(skin(100, 100))
    image = image.convert("L").convert("I;16") if mode == "I;16" else image.convert(mode)
    out = io.BytesIO()
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert decode(out.getvalue()).pixels.shape == (100, 100, 3)


def test_transparent_parts_become_white():
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    assert decode(out.getvalue()).pixels.min() == 255


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_is_put_upright(orientation):
    upright = np.full((100, 160, 3), 30, np.uint8)
    upright[:20, :20] = 240  # the marked corner must end up top left
    back = {
        1: lambda a: a,
        2: np.fliplr,
        3: lambda a: np.rot90(a, 2),
        4: np.flipud,
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
        8: lambda a: np.rot90(a, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(back(upright))
    photo = decode(encode(stored, "JPEG", exif=exif.tobytes(), quality=95))
    assert photo.pixels.shape == (100, 160, 3)
    assert (photo.width, photo.height) == (160, 100)
    assert photo.pixels[5:15, 5:15].mean() > 200
    assert photo.pixels[-15:, -15:].mean() < 60


def test_broken_exif_does_not_cost_the_photo():
    data = encode(skin(100, 100), "JPEG", exif=b"Exif\0\0" + b"\xff" * 60)
    assert decode(data).pixels.shape == (100, 100, 3)


def test_a_large_jpeg_comes_out_at_working_size():
    photo = decode(encode(large(1500, 2000)))
    assert photo.pixels.shape == (WORK_SIDE * 3 // 4, WORK_SIDE, 3)
    assert (photo.width, photo.height) == (2000, 1500)


def test_decoding_at_a_fraction_looks_like_decoding_in_full():
    image = large(1500, 2000)
    quick = decode(encode(image, "JPEG", quality=92)).pixels.astype(int)
    full = decode(encode(image, "PNG")).pixels.astype(int)
    assert np.abs(quick - full).mean() < 3


def test_the_pixel_limit_itself_is_allowed():
    side = int(MAX_PIXELS**0.5)
    photo = decode(encode(np.full((side, side, 3), 128, np.uint8), "PNG", compress_level=1))
    assert photo.width * photo.height <= MAX_PIXELS
