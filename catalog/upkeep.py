"""What the catalogue's timer sees to: bells for the index that were lost, shops that wait for a place, moves that are over.

One timer, for each holds connections and is paid for; neither part waits for the other.
"""

from catalog import doorbell, placing
from shared.app import App
from shared.side_by_side import side_by_side


async def see_to_it(app: App) -> None:
    await side_by_side(doorbell.sweep(app), placing.keep(app))
