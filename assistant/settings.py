"""The only reader of the environment: ALOE_* variables and a .env file."""

from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.telegram_settings import TelegramSettings


class Settings(BaseSettings):
    """Everything an operator may set. Nested values use two underscores: ALOE_TELEGRAM__TOKEN."""

    model_config = SettingsConfigDict(
        env_prefix="ALOE_", env_file=".env", env_nested_delimiter="__", extra="ignore"
    )

    data_home: Path = Field(
        default_factory=lambda: user_data_path("aloe"),
        description="folder for the database, the catalogue and the product index",
    )
    model_dir: Path = Field(
        default_factory=lambda: user_cache_path("aloe") / "models",
        description="folder for model files",
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL, e.g. postgresql://host/aloe; None: SQLite in data_home",
    )
    data_dir: Path = Field(
        default=Path("../shared/data"),
        description="folder with training and evaluation data; nothing at run time needs it",
    )

    language_model: str = Field(
        default="qwen2.5-coder-1.5b",
        description="registry id, path of a GGUF file, URL of an OpenAI-compatible server, or none",
    )
    language_model_name: str = Field(
        default="default", description="model name to ask an OpenAI-compatible server for"
    )
    language_model_key: SecretStr | None = Field(
        default=None, description="key for that server, if it wants one"
    )
    threads: int = Field(default=0, ge=0, description="CPU threads; 0: all cores")
    context_tokens: int = Field(default=4096, ge=1024, description="KV cells for everybody")
    wording: Literal["auto", "model", "template"] = Field(
        default="auto",
        description="who words acknowledgements; auto: the model where its registry entry says so",
    )
    turn_budget_s: float = Field(
        default=6.0, gt=0, description="seconds the model may take to word a sentence"
    )
    understanding_budget_s: float = Field(
        default=1.8, ge=0, description="seconds the model may take to read a message; 0: rules only"
    )

    embedding_model: str = "use-multilingual-3"
    chroma_url: str | None = Field(
        default=None, description="http://host:port of a Chroma server; None: embedded"
    )
    partner_products: bool = Field(default=True, description="recommend from partner catalogues")

    retention_days: int = Field(
        default=180, ge=1, description="days until what a silent person said is deleted"
    )
    telegram: TelegramSettings = TelegramSettings()
    log_level: Literal["debug", "info", "warning", "error"] = "warning"

    def resolved_database_url(self) -> str:
        """The database URL, SQLite in data_home by default."""
        return self.database_url or f"sqlite:///{self.data_home / 'aloe.sqlite3'}"
