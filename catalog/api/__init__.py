"""The merchant API's part that is the catalogue's."""

from fastapi import APIRouter

from catalog.api import products, receiving

router = APIRouter()
router.include_router(receiving.router)
router.include_router(products.router)
