import os

HOST = os.environ["SMTP_HOST"]
PORT = int(os.environ.get("SMTP_PORT", "25"))
SENDER = os.getenv("MAIL_FROM") or "orders@example.com"
