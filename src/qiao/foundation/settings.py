"""Everything a deployment can set, from the environment (`QIAO_…`). Read once, by `app` and the commands.

The reference page `docs/reference/settings.md` is generated from these fields.
"""

from collections.abc import Container, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_SHORTEST_SECRET = 32
_SYSTEM_ID, _SMPP_PASSWORD = 15, 8
_SMTP_TLS: Mapping[str, tuple[Literal["implicit", "starttls", "none"], int]] = {
    "smtps": ("implicit", 465),
    "smtp": ("starttls", 587),
    "smtp+plain": ("none", 25),
}


def _words(value: object) -> object:
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


class SettingsWrong(ValueError):
    """A setting cannot be used; the message names the variable and says what it takes."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DatabaseSettings(_Part):
    """Where and how durably the house keeps everything."""

    url: str = Field(repr=False)
    pool_size: int = 8
    sqlite_synchronous: Literal["FULL", "NORMAL"] = "FULL"


class IdentitySettings(_Part):
    """The signed tokens by which the lender's app says who the customer is."""

    algorithm: Literal["EdDSA", "HS256"] | None = None
    key: str | None = Field(default=None, repr=False)
    issuer: str = "lender"
    audience: str = "qiao"


class OidcSettings(_Part):
    """The identity provider by which staff may sign in."""

    issuer: str
    client_id: str
    client_secret: str | None = Field(default=None, repr=False)
    scopes: tuple[str, ...] = ("profile", "email")
    label: str = "SSO"
    link_by_email: bool = False
    groups_claim: str = "groups"
    groups: tuple[tuple[str, str], ...] = ()


class BackOfficeSettings(_Part):
    """Where the lender's own systems answer, by the back-office contract."""

    url: str
    key_id: str
    secret_file: Path
    deadline_s: int


class SmtpSettings(_Part):
    """The lender's mail relay."""

    host: str
    port: int
    tls: Literal["implicit", "starttls", "none"]
    user: str
    password: str = Field(repr=False)
    sender: str


class SmppSettings(_Part):
    """The SMS centre of a carrier or aggregator."""

    host: str
    port: int
    is_tls: bool
    system_id: str
    password: str = Field(repr=False)
    source: str
    per_second: int


class PushSettings(_Part):
    """The lender's gateway to its app."""

    url: str
    secret_file: Path


class Settings(BaseSettings):
    """The settings of one deployment. What is or may hold a secret stands in no representation of them."""

    model_config = SettingsConfigDict(env_prefix="QIAO_", frozen=True, extra="forbid")

    data: Path = Field(default=Path("qiao-data"), description="Folder for the embedded database, files and keys.")
    database_url: str | None = Field(
        default=None,
        repr=False,
        description="Database address, such as `postgresql+psycopg://user@host/name`. Without it: SQLite in the data folder.",
    )
    database_pool_size: int = Field(
        default=8,
        ge=1,
        le=200,
        description="PostgreSQL connections a process keeps for what it writes, and as many again for what it reads.",
    )
    sqlite_synchronous: Literal["FULL", "NORMAL"] = Field(
        default="FULL",
        description="`FULL`: an acknowledged message survives a power cut. `NORMAL`: it survives a crash of the process.",
    )
    redis_url: str | None = Field(
        default=None,
        repr=False,
        description="Redis or Valkey that carries wakes between several processes, such as `redis://host:6379/0`. One process needs none.",
    )
    key_file: Path | None = Field(
        default=None,
        description="File with the master key, readable by its owner alone. Without it: `keys/master.key` in the data folder, made at first start.",
    )
    pack: Path | None = Field(
        default=None, description="Folder of the domain pack. Without it: the consumer-credit pack that is shipped."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8750, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    allowed_origins: Words = Field(
        default=(),
        description="Origins, separated by commas, of pages that may embed the widget; the deployment's own pages always may.",
    )
    public_url: str | None = Field(
        default=None, description="Address under which browsers reach this deployment, when a proxy stands before it."
    )
    secure_cookies: bool = Field(
        default=True,
        description="Send the staff cookie over HTTPS only. The demo switches it off on loopback.",
    )
    identity_algorithm: Literal["EdDSA", "HS256"] | None = Field(
        default=None,
        description="How the lender's app signs identities; without it nobody can be identified by token.",
    )
    identity_key: str | None = Field(
        default=None,
        repr=False,
        description="The public key (JWK, EdDSA) or the shared secret (HS256, at least 32 characters).",
    )
    identity_issuer: str = Field(default="lender", description="The `iss` an identity must carry.")
    identity_audience: str = Field(default="qiao", description="The `aud` an identity must carry.")
    session_idle_minutes: int = Field(
        default=30,
        ge=5,
        le=720,
        description="Minutes without anything done after which a member of staff is signed out.",
    )
    session_hours: int = Field(
        default=12, ge=1, le=24, description="Hours after which a member of staff signs in again, whatever she does."
    )
    code_posts: Words = Field(
        default=("risky",),
        description="Posts, separated by commas, that sign in with a one-time code; `none` for nobody. `risky` stands for those that may see in clear who a customer is, or decide about rights, accounts, keys or the audit trail.",
    )
    backoffice_url: str | None = Field(
        default=None,
        description="Where the lender's own systems answer, such as `https://core.example.com`. Without it nothing is done there.",
    )
    backoffice_key_id: str = Field(
        default="qiao", min_length=1, max_length=60, description="Under which name the lender knows the secret."
    )
    backoffice_secret_file: Path | None = Field(
        default=None, description="File with the shared secret in hexadecimal; requests and answers are signed with it."
    )
    backoffice_deadline_s: int = Field(
        default=5, ge=1, le=60, description="Seconds within which the lender has to answer one request."
    )
    smtp_url: str | None = Field(
        default=None,
        repr=False,
        description="Mail relay that takes e-mail, such as `smtp://user:password@mail.lender.example:587` (STARTTLS, insisted on), `smtps://…:465` (TLS from the first byte) or `smtp+plain://127.0.0.1:25` (neither). Signs such as `@` in a password are written as `%40`. Without it no e-mail goes out.",
    )
    smtp_from: str | None = Field(
        default=None, description="Who e-mail comes from, such as `Service <service@lender.example>`."
    )
    smpp_url: str | None = Field(
        default=None,
        repr=False,
        description="SMS centre that takes short messages over SMPP 3.4, such as `smpps://system-id:password@smsc.example:3550` (TLS) or `smpp://…:2775`. Without it no SMS goes out.",
    )
    smpp_source: str = Field(
        default="", max_length=20, description="Number or name that telephones show as the sender of an SMS."
    )
    smpp_per_second: int = Field(
        default=20,
        ge=1,
        le=1000,
        description="Short messages a second that the SMS centre accepts; long texts are several.",
    )
    push_url: str | None = Field(
        default=None,
        description="The lender's own gateway to its app, such as `https://push.lender.example/qiao`. Without it nothing is pushed.",
    )
    push_secret_file: Path | None = Field(
        default=None,
        description="File with the secret, in hexadecimal, with which calls to the push gateway are signed.",
    )
    webhook_inside: Words = Field(
        default=(),
        description="Names and networks inside that webhooks may be sent to although they are not on the public internet, such as `hooks.lender.internal,10.2.0.0/16`. Only they may be called without TLS.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Address of the identity provider by which staff may sign in (OpenID Connect), such as `https://id.lender.example`; needs `QIAO_OIDC_CLIENT_ID` and `QIAO_PUBLIC_URL`.",
    )
    oidc_client_id: str | None = Field(default=None, description="Under which name the provider knows this deployment.")
    oidc_client_secret: str | None = Field(
        default=None,
        repr=False,
        description="The secret this deployment shares with the provider; none for a public client.",
    )
    oidc_scopes: Words = Field(
        default=("profile", "email"), description="What is asked of the provider besides `openid`, separated by commas."
    )
    oidc_label: str = Field(
        default="SSO", max_length=40, description="What the button to the provider says on the sign-in page."
    )
    oidc_link_by_email: bool = Field(
        default=False,
        description="Link an account to the provider once by an e-mail address the provider has verified; otherwise an administrator links it.",
    )
    oidc_groups_claim: str = Field(default="groups", description="Where the provider's word names groups.")
    oidc_groups: Words = Field(
        default=(),
        description="Groups of the provider with a post each, such as `cs-online:online_agent`, separated by commas. With them, people from the provider work only in posts their groups name, and that they have here; without them groups have no say.",
    )
    contact_idle_minutes: int = Field(
        default=30, ge=1, le=1440, description="Minutes without a word after which a contact is closed, with notice."
    )
    agent_capacity: int = Field(default=5, ge=1, le=50, description="Conversations one agent holds at a time.")
    looks_per_hour: int = Field(
        default=120,
        ge=1,
        le=10_000,
        description="Different customers one member of staff may look at within an hour; beyond that only masks are shown of further ones.",
    )
    reveal_seconds: int = Field(
        default=60, ge=5, le=600, description="Seconds for which an opened value is shown before it is masked again."
    )
    step_up_minutes: int = Field(
        default=5,
        ge=1,
        le=60,
        description="Minutes for which proving again who one is opens the most sensitive values.",
    )
    match_tries: int = Field(
        default=3,
        ge=1,
        le=20,
        description="Wrong values that may be tried within an hour against one field of a customer.",
    )
    glass_minutes: int = Field(
        default=15, ge=1, le=15, description="Minutes for which an approved exception (break-glass) holds."
    )
    anomaly_customers_per_hour: int = Field(
        default=40, ge=2, description="Different customers in an hour from which on an auditor is told."
    )
    anomaly_refusals_per_hour: int = Field(
        default=5, ge=1, description="Looks in an hour without a contact in hand from which on an auditor is told."
    )
    anomaly_sequence: int = Field(
        default=6,
        ge=2,
        description="Refused looks at customers in the order of their ids from which on an auditor is told.",
    )
    max_sockets: int = Field(default=20_000, ge=10, description="Open customer sockets a process accepts.")
    max_text: int = Field(default=4_000, ge=100, le=20_000, description="Characters in one customer message.")
    max_file_mb: int = Field(default=10, ge=1, le=50, description="Megabytes of one file a customer sends.")
    files_per_day: int = Field(
        default=30, ge=0, le=1000, description="Files one customer may send within 24 hours; 0 takes none."
    )
    file_scanner: str | None = Field(
        default=None,
        pattern=r"^(/.+|[^/\s]+:\d{1,5})$",
        description="clamd that examines every file before staff may open it: `host:port`, or the path of its socket. Without it files are taken by kind and size alone.",
    )
    messages_per_minute: int = Field(default=120, ge=1, description="Messages a minute one customer session may send.")
    sessions_per_minute: int = Field(
        default=600,
        ge=1,
        description="New customer sessions a minute from one address; many customers of a mobile network share one.",
    )
    audit_heads: Path | None = Field(
        default=None,
        description="File to which signed heads of the audit trail are added, best on another machine's disk. Without it: `audit/heads.jsonl` in the data folder.",
    )
    audit_head_command: str | None = Field(
        default=None,
        description="Command that is given every head on its standard input, to keep it a second time elsewhere; no shell is involved.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least important line that is logged."
    )
    telemetry_endpoint: str | None = Field(
        default=None, description="OTLP/HTTP address for traces; without it none are made."
    )

    @field_validator("database_url")
    @classmethod
    def _database_is_one_of_ours(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("postgresql+psycopg://", "sqlite+aiosqlite:///")):
            raise ValueError("give postgresql+psycopg://user@host/name, or nothing for the embedded database")
        return url

    @model_validator(mode="after")
    def _identity_is_whole(self) -> Self:
        if self.identity_algorithm is not None and not self.identity_key:
            raise ValueError("QIAO_IDENTITY_KEY is needed when QIAO_IDENTITY_ALGORITHM is set")
        if self.identity_algorithm == "HS256" and len(self.identity_key or "") < _SHORTEST_SECRET:
            raise ValueError("QIAO_IDENTITY_KEY is too short for HS256: give at least 32 characters")
        return self

    @property
    def database(self) -> DatabaseSettings:
        url = self.database_url or f"sqlite+aiosqlite:///{self.data / 'qiao.db'}"
        return DatabaseSettings(url=url, pool_size=self.database_pool_size, sqlite_synchronous=self.sqlite_synchronous)

    @property
    def identity(self) -> IdentitySettings:
        return IdentitySettings(
            algorithm=self.identity_algorithm,
            key=self.identity_key,
            issuer=self.identity_issuer,
            audience=self.identity_audience,
        )

    @model_validator(mode="after")
    def _provider_is_whole(self) -> Self:
        if self.oidc_issuer is None:
            return self
        address = urlsplit(self.oidc_issuer)
        if address.scheme != "https" and not (address.scheme == "http" and address.hostname in {"127.0.0.1", "::1"}):
            raise ValueError("QIAO_OIDC_ISSUER must be an https:// address")
        if not self.oidc_client_id or not self.public_url:
            raise ValueError("QIAO_OIDC_CLIENT_ID and QIAO_PUBLIC_URL are needed when QIAO_OIDC_ISSUER is set")
        if any(":" not in one for one in self.oidc_groups):
            raise ValueError("QIAO_OIDC_GROUPS: write group:post, separated by commas")
        return self

    @model_validator(mode="after")
    def _back_office_is_whole(self) -> Self:
        if self.backoffice_url is None:
            return self
        if urlsplit(self.backoffice_url).scheme not in {"http", "https"}:
            raise ValueError("QIAO_BACKOFFICE_URL: write an address that begins with https://")
        if self.backoffice_secret_file is None:
            raise ValueError("QIAO_BACKOFFICE_SECRET_FILE is needed when QIAO_BACKOFFICE_URL is set")
        return self

    @property
    def backoffice(self) -> BackOfficeSettings | None:
        if self.backoffice_url is None or self.backoffice_secret_file is None:
            return None
        return BackOfficeSettings(
            url=self.backoffice_url,
            key_id=self.backoffice_key_id,
            secret_file=self.backoffice_secret_file,
            deadline_s=self.backoffice_deadline_s,
        )

    @model_validator(mode="after")
    def _carriers_are_whole(self) -> Self:
        if self.smtp_url is not None:
            _parts("QIAO_SMTP_URL", self.smtp_url, _SMTP_TLS)
            if "@" not in (self.smtp_from or ""):
                raise ValueError("QIAO_SMTP_FROM is needed when QIAO_SMTP_URL is set")
        if self.smpp_url is not None:
            parts = _parts("QIAO_SMPP_URL", self.smpp_url, ("smpp", "smpps"))
            # SMPP 3.4 has room for no more.
            if (
                not 1 <= len(unquote(parts.username or "")) <= _SYSTEM_ID
                or len(unquote(parts.password or "")) > _SMPP_PASSWORD
            ):
                raise ValueError("QIAO_SMPP_URL: a system id has 1 to 15 signs, a password at most 8")
            if not self.smpp_source.isascii():
                raise ValueError("QIAO_SMPP_SOURCE: digits or Latin letters")
        if self.push_url is not None:
            if urlsplit(self.push_url).scheme not in {"http", "https"}:
                raise ValueError("QIAO_PUSH_URL: write an address that begins with https://")
            if self.push_secret_file is None:
                raise ValueError("QIAO_PUSH_SECRET_FILE is needed when QIAO_PUSH_URL is set")
        return self

    @property
    def smtp(self) -> SmtpSettings | None:
        if self.smtp_url is None or self.smtp_from is None:
            return None
        parts = urlsplit(self.smtp_url)
        tls, port = _SMTP_TLS[parts.scheme]
        return SmtpSettings(
            host=parts.hostname or "",
            port=parts.port or port,
            tls=tls,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=self.smtp_from,
        )

    @property
    def smpp(self) -> SmppSettings | None:
        if self.smpp_url is None:
            return None
        parts = urlsplit(self.smpp_url)
        is_tls = parts.scheme == "smpps"
        return SmppSettings(
            host=parts.hostname or "",
            port=parts.port or (3550 if is_tls else 2775),
            is_tls=is_tls,
            system_id=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            source=self.smpp_source,
            per_second=self.smpp_per_second,
        )

    @property
    def push(self) -> PushSettings | None:
        if self.push_url is None or self.push_secret_file is None:
            return None
        return PushSettings(url=self.push_url, secret_file=self.push_secret_file)

    @property
    def oidc(self) -> OidcSettings | None:
        if self.oidc_issuer is None or self.oidc_client_id is None:
            return None
        pairs = (one.rpartition(":") for one in self.oidc_groups)
        return OidcSettings(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=self.oidc_client_secret,
            scopes=self.oidc_scopes,
            label=self.oidc_label,
            link_by_email=self.oidc_link_by_email,
            groups_claim=self.oidc_groups_claim,
            groups=tuple((group, post) for group, _, post in pairs),
        )

    @property
    def session_idle(self) -> timedelta:
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_lasts(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    @property
    def contact_idle(self) -> timedelta:
        return timedelta(minutes=self.contact_idle_minutes)

    @property
    def max_file_bytes(self) -> int:
        return self.max_file_mb * 1_000_000

    @property
    def files_folder(self) -> Path:
        return self.data / "files"

    @property
    def audit_heads_file(self) -> Path:
        return self.audit_heads or self.data / "audit" / "heads.jsonl"

    @property
    def master_key_file(self) -> Path:
        return self.key_file or self.data / "keys" / "master.key"


def _parts(variable: str, url: str, schemes: Container[str]) -> SplitResult:
    """An address of one of these kinds. Raises ValueError, which does not quote it: it holds a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError(
            f"{variable} cannot be read: write signs such as @ and : in a password as %40 and %3A"
        ) from None
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"{variable} is no address of its kind")
    return parts


def read_settings(**overrides: object) -> Settings:
    """The settings from the environment, `overrides` before them.

    Raises SettingsWrong with one sentence per wrong variable.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # pyright: ignore[reportArgumentType]  (pydantic checks them)
    except ValidationError as trouble:
        sentences: list[str] = []
        for error in trouble.errors():
            name = f"QIAO_{error['loc'][0]}".upper() if error["loc"] else ""
            sentences.append(f"{name}: {error['msg'].removeprefix('Value error, ')}".removeprefix(": "))
        raise SettingsWrong("; ".join(sentences)) from None
