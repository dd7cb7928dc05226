"""What leaves the house by itself, every fifteen seconds: alerts, and letters by which people come in.

One timer for both, for each run is paid for by the second; neither waits for the other.
"""

from merchant import alerting, letters
from shared.app import App
from shared.side_by_side import side_by_side


async def deliver_due(app: App) -> None:
    await side_by_side(alerting.deliver_due(app), letters.deliver_due(app))
