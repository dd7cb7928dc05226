from tests.support.postgres import admin, admin_url, app_url, database

__all__ = ["admin", "admin_url", "app_url", "database"]
