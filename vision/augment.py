"""Augmentation of training photos: what phones, rooms and other people's cameras do to a picture.

Everything works on RGB uint8 arrays of shape (H, W, 3). Used on the training split only.
The aim is that nothing but the skin tells the class: frames, bars, watermarks, colour casts and
backgrounds are dealt out to all classes alike.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.classes import PhotoClass
from vision.faces import Face
from vision.restyle import cast, lend_colours, other_background, step_back

Pixels = npt.NDArray[np.uint8]

# Smallest share of the picture's area that a random crop keeps. A crop must still show what the
# label says: a lesion or a dark circle is one place, pores and redness are everywhere.
_MIN_AREA: Final[dict[PhotoClass, float]] = {
    PhotoClass.ACNE: 0.25,
    PhotoClass.BLACKHEADS_PORES: 0.2,
    PhotoClass.CLEAR_SKIN: 0.12,
    PhotoClass.DARK_CIRCLES: 0.5,
    PhotoClass.NOT_SKIN: 0.15,
    PhotoClass.PIGMENTATION: 0.3,
    PhotoClass.REDNESS_ROSACEA: 0.3,
    PhotoClass.SUSPICIOUS_LESION: 0.35,
    PhotoClass.WRINKLES: 0.3,
}


@dataclass(frozen=True, slots=True)
class Strength:
    """Probabilities (0..1) of each step; 0 switches one off for an ablation."""

    face_crop: float = 0.5
    colour: float = 0.8
    style: float = 0.2
    phone: float = 0.5
    erase: float = 0.3
    frame: float = 0.15
    rotate: float = 0.4
    crop: float = 1.0
    cast: float = 0.0
    background: float = 0.0
    step_back: float = 0.0
    keep_chroma: float = 0.0
    small_jpeg: float = 0.0


def augment(
    image: Pixels,
    label: PhotoClass,
    face: Face | None,
    rng: np.random.Generator,
    strength: Strength,
    *,
    size: int = 224,
    style: Pixels | None = None,
) -> Pixels:
    """One random training view of shape (size, size, 3).

    `style` is another photo whose colours or surroundings may be lent to this one, if given.
    """
    if rng.random() < strength.frame:
        image = _frame(image, face, rng)
    if style is not None and rng.random() < strength.background:
        image = other_background(image, face, style, rng)
    image = _crop(image, label, face, rng, strength)
    if rng.random() < strength.rotate:
        image = _rotate(image, rng, quarter_turns=face is None)
    how = cv2.INTER_AREA if min(image.shape[:2]) > size else cv2.INTER_LINEAR
    image = cv2.resize(image, (size, size), interpolation=how).astype(np.uint8)
    if rng.random() < 0.5:
        image = image[:, ::-1]
    if style is not None and rng.random() < strength.step_back:
        image = step_back(image, style, rng)
    return np.ascontiguousarray(_camera(image, rng, strength, style))


def _camera(
    image: Pixels, rng: np.random.Generator, strength: Strength, style: Pixels | None
) -> Pixels:
    if style is not None and rng.random() < strength.style:
        keep = bool(rng.random() < strength.keep_chroma)
        image = lend_colours(image, style, float(rng.uniform(0.2, 0.8)), keep_chroma=keep)
    if rng.random() < strength.cast:
        image = cast(image, rng)
    if rng.random() < strength.colour:
        image = _light(image, rng)
    if rng.random() < strength.phone:
        image = _phone(image, rng, strength)
    if rng.random() < strength.erase:
        image = _erase(image, rng)
    return image


def _crop(
    image: Pixels,
    label: PhotoClass,
    face: Face | None,
    rng: np.random.Generator,
    strength: Strength,
) -> Pixels:
    if rng.random() >= strength.crop:
        return image
    height, width = image.shape[:2]
    x0, y0, x1, y1 = 0, 0, width, height
    if face is not None and rng.random() < strength.face_crop:
        x0, y0, x1, y1 = face.box(float(rng.uniform(1.0, 1.6)), width, height)
    area = (x1 - x0) * (y1 - y0) * float(rng.uniform(_MIN_AREA[label], 1.0))
    ratio = float(np.exp(rng.uniform(-0.35, 0.35)))
    w = int(min(x1 - x0, max(16.0, (area * ratio) ** 0.5)))
    h = int(min(y1 - y0, max(16.0, (area / ratio) ** 0.5)))
    # The middle is favoured: what a photographer shows is rarely at the rim.
    left = x0 + int((x1 - x0 - w) * rng.beta(1.5, 1.5))
    top = y0 + int((y1 - y0 - h) * rng.beta(1.5, 1.5))
    return image[top : top + h, left : left + w]


def _rotate(image: Pixels, rng: np.random.Generator, *, quarter_turns: bool) -> Pixels:
    if quarter_turns and rng.random() < 0.4:
        return np.rot90(image, int(rng.integers(1, 4))).copy()
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-25, 25)), 1.15)
    mode = cv2.BORDER_REFLECT_101 if rng.random() < 0.7 else cv2.BORDER_CONSTANT
    return cv2.warpAffine(image, turn, (width, height), borderMode=mode).astype(np.uint8)


def _frame(image: Pixels, face: Face | None, rng: np.random.Generator) -> Pixels:
    """Borders, eye bars and watermark-like text: habits of single sources, given to all."""
    image = image.copy()
    height, width = image.shape[:2]
    kind = rng.integers(3)
    colour = [int(rng.choice([0, 0, 255, 128]))] * 3
    if kind == 0:
        m = int(rng.uniform(0.02, 0.12) * min(height, width))
        image = cv2.copyMakeBorder(image, m, m, m, m, cv2.BORDER_CONSTANT, value=colour).astype(
            np.uint8
        )
    elif kind == 1 and face is not None:
        y0 = int(min(face.left_eye[1], face.right_eye[1]) - 0.12 * face.height)
        y1 = int(max(face.left_eye[1], face.right_eye[1]) + 0.12 * face.height)
        image[max(0, y0) : y1, max(0, int(face.x)) : int(face.x + face.width)] = 0
    elif kind == 1:
        y, x = int(rng.uniform(0, 0.8) * height), int(rng.uniform(0, 0.6) * width)
        h, w = int(rng.uniform(0.05, 0.14) * height), int(rng.uniform(0.2, 0.6) * width)
        image[y : y + h, x : x + w] = (0, 0, 0)
    else:
        text = "".join(chr(int(c)) for c in rng.integers(97, 123, int(rng.integers(5, 12))))
        at = (int(rng.uniform(0, 0.6) * width), int(rng.uniform(0.2, 0.98) * height))
        layer = image.copy()
        cv2.putText(
            layer,
            text,
            at,
            cv2.FONT_HERSHEY_SIMPLEX,
            width / 400,
            (230, 230, 230),
            1 + width // 250,
            cv2.LINE_AA,
        )
        image = cv2.addWeighted(layer, 0.6, image, 0.4, 0).astype(np.uint8)
    return image


def _light(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Exposure, gamma, contrast, saturation and white balance of a room."""
    x = image.astype(np.float32) / 255.0
    x = x ** float(np.exp(rng.uniform(-0.4, 0.4)))
    x *= np.exp(rng.uniform(-0.13, 0.13, 3)).astype(np.float32)
    mean = x.mean()
    x = (x - mean) * float(rng.uniform(0.7, 1.3)) + mean * float(rng.uniform(0.75, 1.25))
    grey = x.mean(axis=2, keepdims=True)
    x = grey + (x - grey) * float(rng.uniform(0.65, 1.35))
    if rng.random() < 0.25:
        x *= _shade(image.shape[0], image.shape[1], rng)[..., None]
    return np.asarray(np.clip(x, 0, 1) * 255, np.uint8)


def _shade(height: int, width: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """A smooth shadow across the picture, factors about 0.5..1.2."""
    corners = rng.uniform(0.5, 1.2, (2, 2)).astype(np.float32)
    return np.asarray(cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR))


def _phone(image: Pixels, rng: np.random.Generator, strength: Strength) -> Pixels:
    """Low resolution, blur, sharpening, noise and JPEG, each in part.

    Strong on purpose: photos of some classes are small and soft in every source, those of others
    large and sharp, and softness must not tell the class. Nor must JPEG blocks: they belong to
    small web pictures, which some sources are, and grow when such a picture is enlarged.
    """
    size = image.shape[0]
    if rng.random() < 0.5:
        small = int(size * rng.uniform(0.28, 0.9))
        down = cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA).astype(np.uint8)
        if rng.random() < strength.small_jpeg:
            down = _jpeg(down, int(rng.integers(18, 85)))
        how = cv2.INTER_LINEAR if rng.random() < 0.5 else cv2.INTER_CUBIC
        image = cv2.resize(down, (size, size), interpolation=how).astype(np.uint8)
    if rng.random() < 0.3:
        image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.4, 1.6))).astype(np.uint8)
    elif rng.random() < 0.4:
        soft = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.8, 2.0)))
        gain = float(rng.uniform(0.4, 1.6))
        image = cv2.addWeighted(image, 1 + gain, soft, -gain, 0).astype(np.uint8)
    if rng.random() < 0.3:
        noise = rng.normal(0, rng.uniform(2, 12), image.shape)
        image = np.clip(image + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        image = _jpeg(image, int(rng.integers(25, 90)))
    return image


def _jpeg(image: Pixels, quality: int) -> Pixels:
    """Saved and opened again; RGB, so that colour is thinned out as in a real file."""
    how = [cv2.IMWRITE_JPEG_QUALITY, quality]
    coded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), how)[1]
    bgr = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8)


def _erase(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Random erasing (Zhong et al., 2020)."""
    image = image.copy()
    size = image.shape[0]
    h, w = (int(size * v) for v in rng.uniform(0.1, 0.4, 2))
    y, x = int(rng.integers(size - h)), int(rng.integers(size - w))
    image[y : y + h, x : x + w] = rng.integers(0, 256, 3) if rng.random() < 0.5 else 0
    return image
