from pydantic import PostgresDsn, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: PostgresDsn
    signing_key: SecretStr
    port: int = 8000
    log_level: Literal["debug", "info", "warning"] = "info"
