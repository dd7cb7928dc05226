"""The merchant API's part that is the catalogue's."""

from fastapi import APIRouter

from catalog.api import receiving

router = APIRouter()
router.include_router(receiving.router)
