"""Watches sources round the clock: what is new is traced, recorded, told (docs/desk.md)."""

from tolltrace.desk.config import Plan, read_plan
from tolltrace.desk.logs import log_as_json
from tolltrace.desk.news import News, find_news, news_to_json
from tolltrace.desk.running import watch

__all__ = ["News", "Plan", "find_news", "log_as_json", "news_to_json", "read_plan", "watch"]
