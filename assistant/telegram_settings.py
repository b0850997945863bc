"""What an operator may set about the Telegram channel. Nested in assistant.settings. Pure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class TelegramSettings(BaseModel):
    """Nested under ALOE_TELEGRAM__, for example ALOE_TELEGRAM__TOKEN."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: SecretStr | None = Field(default=None, description="the bot's token from @BotFather")
    api_base: str = Field(
        default="https://api.telegram.org", description="Bot API server, e.g. one of your own"
    )
    mode: Literal["polling", "webhook"] = "polling"
    poll_timeout_s: int = Field(default=25, ge=0, le=50, description="long polling wait")
    request_timeout_s: float = Field(default=60, gt=0, description="one Bot API request")

    webhook_url: str | None = Field(default=None, description="public https address of the bot")
    webhook_secret: SecretStr | None = Field(
        default=None, description="compared with X-Telegram-Bot-Api-Secret-Token; 1-256 characters"
    )
    webhook_path: str = Field(default="/telegram", pattern="^/")
    host: str = Field(default="127.0.0.1", description="where webhook and health are served")
    port: int | None = Field(
        default=None, ge=0, le=65535, description="None: 8080 for webhook, no server for polling"
    )

    admin_chat_id: int | None = Field(default=None, description="chat that gets alerts")
    operator_name: str = Field(default="", description="who runs the bot, named in /privacy")
    operator_contact: str = Field(default="", description="how to reach them, shown in /privacy")

    messages_per_minute: int = Field(default=20, ge=1, description="per person")
    photos_per_day: int = Field(default=20, ge=1, description="per person")
    at_once: int = Field(default=4, ge=1, description="people whose turns run at the same time")
    chat_per_second: float = Field(default=1.0, gt=0, description="messages to one chat")
    overall_per_second: float = Field(default=30.0, gt=0, description="messages to all chats")
    burst: int = Field(default=3, ge=1, description="messages to one chat before pacing begins")

    stream: Literal["auto", "edits", "off"] = Field(
        default="auto", description="auto: drafts where Telegram has them, edits elsewhere"
    )
    draft_interval_s: float = Field(default=0.7, gt=0)
    edit_interval_s: float = Field(default=1.5, gt=0)
    album_wait_s: float = Field(default=0.8, ge=0, description="wait for further album photos")
    queue_notice_s: float = Field(
        default=3.0, ge=0, description="wait before telling the place; 0: never"
    )
    rating_after_s: float = Field(default=600, ge=0, description="pause before asking for a rating")
    reminder_after_s: float = Field(
        default=86_400, ge=0, description="silence before the one reminder; 0: never"
    )
    retry_pause_s: float = Field(
        default=0.5, gt=0, description="first pause while Telegram is away; doubles up to 30 s"
    )
    look_every_s: float = Field(default=5.0, gt=0, description="how often things due are looked at")
    grace_s: float = Field(default=10, ge=0, description="time to finish replies at shutdown")
