"""Speed of the eyes, in one run on the same machine and the same photo.

    python -m benchmarks.vision [speed] [--checkpoint last.pt] [--photo portrait.jpg]
                                                       ratios to bare calls
    python -m benchmarks.vision cold                   import and first photo
    python -m benchmarks.vision fuzz [--inputs 5000]   broken files: time and memory

`speed` compares bytes-to-findings with (a) Pillow's full JPEG decode plus the bare onnxruntime
call on the same views, also with (a') the same at DCT scale, and with a checkpoint (b)
ultralytics' predict from the same bytes (needs the extra `train`; what the weights say does not
matter, any YOLOv8n-cls costs the same). Each is measured for a photo that the first views decide
(about three in four) and for one that takes all views, in wall and in processor time; the latter is
fair on a busy machine. The drawn photo holds no face and has four views; a portrait, given with
--photo and enlarged to 12 megapixels, has up to nine.
"""

import argparse
import io
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.commands.see import face_detector
from assistant.settings import Settings
from vision.eyes import Eyes
from vision.mutate import MUTATIONS, mutate
from vision.photo import FORMATS, decode
from vision.sample import draw_skin
from vision.views import cut


def phone_photo(source: Path | None = None) -> bytes:
    """A 12-megapixel JPEG with the detail of skin, drawn by code or enlarged from `source`."""
    image = draw_skin(756, 1008, spots=30) if source is None else _read(source)
    scale = (12_192_768 / (image.shape[0] * image.shape[1])) ** 0.5
    width, height = round(image.shape[1] * scale), round(image.shape[0] * scale)
    image = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    noise = np.random.default_rng(0).normal(0, 3, (height, width, 1))
    out = io.BytesIO()
    Image.fromarray(np.clip(image + noise, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=90)
    return out.getvalue()


def _read(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def median_ms(call: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median wall and processor time of a call, ms."""
    call()
    walls, works = [], []
    for _ in range(rounds):
        wall, work = time.perf_counter(), time.process_time()
        call()
        walls.append((time.perf_counter() - wall) * 1000)
        works.append((time.process_time() - work) * 1000)
    return statistics.median(walls), statistics.median(works)


def speed(
    checkpoint: Path | None, detector: Path | None, photo: Path | None, rounds: int, threads: int
) -> None:
    data = phone_photo(photo)
    cv2.setNumThreads(threads)
    eyes = Eyes.load(face_detector=detector, threads=threads)
    other = (
        median_ms(ultralytics_predict(checkpoint, data, threads), rounds) if checkpoint else None
    )
    result: dict[str, object] = {"photo": photo.name if photo else "drawn", "threads": threads}
    for name, decisive in (("first views decide", 0.0), ("all views", 1 - 1e-9)):
        eyes.limits = replace(eyes.limits, decisive=decisive)
        result[name] = ratios(eyes, data, other, rounds)
    result["memory_mb"] = memory_mb()
    print(json.dumps(result, indent=1))


def ratios(
    eyes: Eyes, data: bytes, other: tuple[float, float] | None, rounds: int
) -> dict[str, object]:
    photo = decode(data)
    faces = eyes.find_faces(photo)
    batch = cut(photo.pixels, eyes.look(photo, faces[0] if faces else None).views)

    def bare() -> None:
        with Image.open(io.BytesIO(data)) as image:
            image.convert("RGB")
        eyes.network.logits(batch)

    def bare_scaled() -> None:
        with Image.open(io.BytesIO(data)) as image:
            image.draft("RGB", (480, 360))
            image.convert("RGB")
        eyes.network.logits(batch)

    times = {
        "bytes_to_findings": median_ms(lambda: eyes.see(data), rounds),
        "a_full_decode_plus_network": median_ms(bare, rounds),
        "a_scaled_decode_plus_network": median_ms(bare_scaled, rounds),
        "decode": median_ms(lambda: decode(data), rounds),
        "network": median_ms(lambda: eyes.network.logits(batch), rounds),
    }
    if other:
        times["b_ultralytics"] = other
    ours = times["bytes_to_findings"]
    out: dict[str, object] = {"views": len(batch)}
    for i, clock in enumerate(("wall", "processor")):
        out[f"{clock}_ms"] = {k: round(v[i], 1) for k, v in times.items()}
        out[f"{clock}_ratio_to_a"] = round(ours[i] / times["a_full_decode_plus_network"][i], 2)
        out[f"{clock}_ratio_to_a_scaled"] = round(
            ours[i] / times["a_scaled_decode_plus_network"][i], 2
        )
        if other:
            out[f"{clock}_b_over_ours"] = round(other[i] / ours[i], 2)
    return out


def ultralytics_predict(checkpoint: Path, data: bytes, threads: int) -> Callable[[], object]:
    import torch
    from ultralytics import YOLO

    import vision.train  # noqa: F401  the checkpoint names classes of this module

    if threads:
        torch.set_num_threads(threads)
    model = YOLO(str(checkpoint))

    def predict() -> None:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        model.predict(image, verbose=False, device="cpu")

    return predict


COLD = """
import time, sys
start = time.perf_counter()
def peak():
    lines = open("/proc/self/status").read().splitlines()  # ru_maxrss would count the parent's too
    return next(int(x.split()[1]) / 1024 for x in lines if x.startswith("VmHWM"))
before = peak()
from pathlib import Path
from vision.eyes import Eyes
eyes = Eyes.load(face_detector=Path(sys.argv[2]) if sys.argv[2] else None)
data = Path(sys.argv[1]).read_bytes()
eyes.see(data)
first = time.perf_counter() - start
for _ in range(20):
    eyes.see(data)
after = peak()
print(f'{{"cold_s": {first:.2f}, "memory_mb": {after - before:.0f}}}')
"""


def cold(detector: Path | None) -> None:
    """A fresh process each time; the best of five is the cost without other load."""
    path = Path("/tmp/aloe-benchmark.jpg")
    path.write_bytes(phone_photo())
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", COLD, str(path), str(detector or "")]
    runs = [
        json.loads(subprocess.run(command, cwd=root, check=True, capture_output=True).stdout)
        for _ in range(5)
    ]
    path.unlink()
    best = min(r["cold_s"] for r in runs)
    worst = max(r["memory_mb"] for r in runs)
    print(json.dumps({"cold_s": best, "memory_above_python_mb": worst, "runs": runs}, indent=1))


def fuzz(inputs: int, detector: Path | None) -> None:
    """Raises SystemExit when an input crashes, takes over 2 s or memory grows over 400 MB."""
    eyes = Eyes.load(face_detector=detector)
    seeds = []
    for kind in FORMATS:
        out = io.BytesIO()
        Image.fromarray(draw_skin(200, 240, spots=6)).save(out, kind)
        seeds.append(out.getvalue())
    for data in seeds:
        eyes.see(data)
    start_mb, slowest, answers = memory_mb(), 0.0, {"accepted": 0, "refused": 0}
    rng = random.Random(0)
    kinds = sorted(MUTATIONS)
    for i in range(inputs):
        data = mutate(rng.choice(seeds), kinds[i % len(kinds)], i)
        start = time.perf_counter()
        sight = eyes.see(data)
        slowest = max(slowest, time.perf_counter() - start)
        answers["accepted" if sight.accepted else "refused"] += 1
    grown = memory_mb() - start_mb
    print(json.dumps({"inputs": inputs, **answers, "slowest_s": slowest, "grown_mb": grown}))
    if slowest > 2 or grown > 400:
        raise SystemExit(1)


def memory_mb() -> float:
    """Peak resident memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=["speed", "cold", "fuzz"], default="speed")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--photo", type=Path, help="enlarged to 12 megapixels; else a drawn one")
    parser.add_argument("--face-detector", type=Path, default=face_detector(Settings()))
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2, help="of every part, ours and others'")
    parser.add_argument("--inputs", type=int, default=5000)
    args = parser.parse_args()
    if args.what == "speed":
        speed(args.checkpoint, args.face_detector, args.photo, args.rounds, args.threads)
    elif args.what == "cold":
        cold(args.face_detector)
    else:
        fuzz(args.inputs, args.face_detector)


if __name__ == "__main__":
    main()
