"""The merchant API's part that is the shop's own: its conversations, its people's words, its settings and its records."""

from fastapi import APIRouter

from merchant.api import conversations, customers, desk, export, order_moves, orders, records, settings

router = APIRouter()
router.include_router(conversations.router)
router.include_router(desk.router)
router.include_router(settings.router)
router.include_router(orders.router)
router.include_router(order_moves.router)
router.include_router(records.router)
router.include_router(customers.router)
router.include_router(export.router)
