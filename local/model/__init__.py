from local.model.scripts import Failure
from local.model.standin import ModelStandIn

__all__ = ["Failure", "ModelStandIn"]
