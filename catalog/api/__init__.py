"""The merchant API's part that is the catalogue's."""

from fastapi import APIRouter

from catalog.api import delivery, entries, products, receiving, sources

router = APIRouter()
router.include_router(receiving.router)
router.include_router(products.router)
router.include_router(entries.router)
router.include_router(sources.router)
router.include_router(delivery.router)
