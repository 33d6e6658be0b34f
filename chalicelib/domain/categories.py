"""Categories of tickets by their nature. A category brings a department and a priority with it."""

from collections.abc import Mapping

from chalicelib.domain.naming import Names, require_names
from chalicelib.domain.ticket import Priority
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """`department` and `priority` are what a ticket of this category gets unless somebody chose others.

    A retired one cannot be chosen any more; `used` says that some ticket had it. Version 0 came with the desk.
    """

    id: str
    names: Names
    department: str | None = None
    priority: Priority | None = None
    order: int = 0
    retired: bool = False
    used: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput for names that cannot be shown."""
        require_names(self.names)


def _shipped(id: str, order: int, priority: Priority | None, **names: str) -> Category:
    return Category(id, names, priority=priority, order=order, version=0)


SHIPPED_CATEGORIES: Mapping[str, Category] = {
    category.id: category
    for category in (
        _shipped("technical", 10, Priority.HIGH, en="Technical", de="Technik", fi="Tekninen"),
        _shipped("billing", 20, None, en="Billing", de="Rechnungen", fi="Laskutus"),
        _shipped("sales", 30, None, en="Sales", de="Vertrieb", fi="Myynti"),
        _shipped("complaint", 40, None, en="Complaint", de="Beschwerde", fi="Reklamaatio"),
        _shipped("product-information", 50, None, en="Product information", de="Produktfragen", fi="Tuotetieto"),
    )
}
