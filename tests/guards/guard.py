"""One guard: what stands in the product, what is put in its place, and which tests must notice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """`old` stands exactly once in `file`; without it (`new` instead) one of `tests` must fail."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


D, S, A, M, H = (f"chalicelib/{layer}/" for layer in ("domain", "services", "adapters", "mail", "api"))
