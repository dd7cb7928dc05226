from tests.contract.model.talk import client, standin, url

__all__ = ["client", "standin", "url"]
