from tests.support.postgres import admin_url, app_url, bouncer, own_admin_url, own_app_url

__all__ = ["admin_url", "app_url", "bouncer", "own_admin_url", "own_app_url"]
