"""`aloe vision`: train, export and evaluate the photo model."""

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.commands.see import face_detector
from assistant.settings import Settings
from knowledge.errors import MissingPart, UnusableInput

app = typer.Typer(help="The photo model: train, export, evaluate.", no_args_is_help=True)

Data = Annotated[
    Path | None,
    typer.Option(help="Folder with manifest.csv and the photos; else skin/ in ALOE_DATA_DIR."),
]
Detector = Annotated[
    Path | None, typer.Option("--face-detector", help="YuNet ONNX; else the one that was pulled.")
]
Weights = Annotated[
    Path | None, typer.Option(help="Folder of skin.onnx and skin.json; else the shipped ones.")
]


@app.command()
def train(
    out: Annotated[Path, typer.Option(help="Folder for checkpoints and the recipe.")] = Path(
        "runs/vision"
    ),
    data: Data = None,
    config: Annotated[Path | None, typer.Option(help="Recipe; else vision/train.yaml.")] = None,
    pretrained: Annotated[
        Path | None,
        typer.Option(help="A .pt (a pickle: trust its origin) or a served .onnx to start from."),
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    holdout: Annotated[
        list[str] | None, typer.Option(help="Leave a source out of training; may be repeated.")
    ] = None,
    resume: Annotated[bool, typer.Option(help="Go on from the last epoch in --out.")] = False,
    detector: Detector = None,
) -> None:
    """Train YOLOv8-cls. Needs the extra `train`; a GPU is used when there is one.

    A photo must lie in the recorded split to be used; new data: write it anew with `split`.
    """
    folder = _folder(data)
    needed = _need_training()
    changes: dict[str, object] = {
        "pretrained": str(pretrained) if pretrained else None,
        "epochs": epochs,
        "seed": seed,
        "holdout_sources": holdout or None,
    }
    if pretrained is not None and not pretrained.is_file():
        raise UnusableInput(f"No such file: {pretrained}.")
    recipe = needed.Recipe.load(
        config or Path(needed.__file__).with_suffix(".yaml"),
        **{k: v for k, v in changes.items() if v is not None},
    )
    last = needed.train(folder, out, recipe, face_detector=_detector(detector), resume=resume)
    typer.echo(f"{last}: now `aloe vision export {last}`")


@app.command()
def export(
    checkpoints: Annotated[list[Path], typer.Argument(help="One .pt, or several: an ensemble.")],
    weights: Weights = None,
    data: Data = None,
    detector: Detector = None,
    average: Annotated[
        bool, typer.Option(help="One network from the mean of the weights, not an ensemble.")
    ] = False,
    int8: Annotated[bool, typer.Option(help="Also write skin.int8.onnx, to compare.")] = False,
) -> None:
    """Write skin.onnx, then choose temperature and thresholds on the validation photos."""
    folder = _folder(data)
    _need_training()
    from vision.calibrate import calibrate
    from vision.export import export as write
    from vision.eyes import WEIGHTS

    missing = [str(path) for path in checkpoints if not path.is_file()]
    if missing:
        raise UnusableInput(f"No such file: {', '.join(missing)}.")
    target = weights or WEIGHTS
    typer.echo(str(write(checkpoints, target / "skin.onnx", average=average)))
    typer.echo(str(calibrate(target, folder, _detector(detector))))
    if int8:
        from vision.dataset import Split, load_split
        from vision.quantize import quantize

        trained = [e for e in load_split() if e.split is Split.TRAIN][::20]
        small = quantize(target / "skin.onnx", target / "skin.int8.onnx", folder, trained)
        typer.echo(str(small))


@app.command()
def evaluate(
    weights: Weights = None,
    data: Data = None,
    report: Annotated[
        Path | None, typer.Option(help="Folder for figures.json and the pictures.")
    ] = None,
    card: Annotated[bool, typer.Option(help="Write the figures into MODEL_CARD.md.")] = False,
    detector: Detector = None,
) -> None:
    """Print every figure of the model card, with 95 % intervals. Takes some minutes."""
    folder = _folder(data)
    from vision.evaluate import evaluate as measure
    from vision.eyes import WEIGHTS, Eyes
    from vision.report import as_text, save, write_card

    found = measure(Eyes.load(weights, _detector(detector)), folder)
    typer.echo(as_text(found))
    if report is not None:
        save(found, report)
    if card:
        write_card(found, weights or WEIGHTS)


@app.command()
def split(data: Data = None) -> None:
    """Split the photos of a manifest anew, by group within class and source, and record it.

    Figures from before and after are not comparable.
    """
    from vision.dataset import SPLIT_FILE, assign, read_manifest, save_split

    save_split(assign(read_manifest(_folder(data))))
    typer.echo(str(SPLIT_FILE))


@app.command()
def describe(data: Data = None) -> None:
    """Print the photos by class, source and split, and their estimated skin tone."""
    from vision.describe import describe as table

    typer.echo(table(_folder(data)))


def _folder(data: Path | None) -> Path:
    folder = data or Settings().data_dir / "skin"
    if not (folder / "manifest.csv").is_file():
        raise UnusableInput(f"No manifest.csv in {folder}: name the photos with --data.")
    return folder


def _detector(path: Path | None) -> Path | None:
    if path is not None and not path.is_file():
        raise UnusableInput(f"No such file: {path}.")
    return path or face_detector(Settings())


def _need_training() -> Any:  # noqa: ANN401  a module, there only with the extra
    try:
        import vision.train
    except ImportError as error:
        raise MissingPart(
            "Training needs more packages: install the extra with `uv sync --extra train`."
        ) from error
    return vision.train
