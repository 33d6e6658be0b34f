"""Settings put straight into the table, for tests of what they do to tickets."""

from chalicelib.adapters.dynamo import setting_items
from chalicelib.bootstrap import Desk
from chalicelib.domain.departments import Department
from chalicelib.domain.settings import Stored


def set_up(desk: Desk, *settings: Stored) -> None:
    """Store them and let the desk know at once."""
    for setting in settings:
        if isinstance(setting, Department):
            desk.directory.save_department(setting)
        else:
            desk.table.put(setting_items.to_item(setting))
    desk.directory_cache.forget()
