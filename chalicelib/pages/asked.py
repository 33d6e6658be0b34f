"""The custom fields that a department asks for on its form, as plain inputs that need no script."""

from collections.abc import Mapping

from chalicelib.domain.departments import Department
from chalicelib.domain.directory import Directory
from chalicelib.domain.fields import CustomField, FieldKind
from chalicelib.domain.naming import named_in
from chalicelib.domain.values import dataclass

PREFIX = "field-"
_TYPES: Mapping[FieldKind, str] = {FieldKind.DATE: "date", FieldKind.URL: "url"}


@dataclass(frozen=True, slots=True)
class AskedInput:
    """One input. `field` is how refusals call it, `options` are ids and names to choose from, `values` what stands
    in it."""

    name: str
    field: str
    label: str
    kind: FieldKind
    type: str
    options: tuple[tuple[str, str], ...]
    values: tuple[str, ...]

    @property
    def value(self) -> str:
        return self.values[-1] if self.values else ""


def custom_values(posted: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What was filled in, by the field's id."""
    return {name.removeprefix(PREFIX): values for name, values in posted.items() if name.startswith(PREFIX)}


def posted_values(custom: Mapping[str, tuple[str, ...]], directory: Directory) -> dict[str, str | tuple[str, ...]]:
    """The same, as fields take it: a list where several may be chosen, else one line."""
    return {
        id: values if directory.fields[id].kind is FieldKind.MULTIPLE else values[-1].strip()
        for id, values in custom.items()
        if id in directory.fields
    }


def asked_inputs(
    department: Department | None, directory: Directory, custom: Mapping[str, tuple[str, ...]], language: str
) -> tuple[AskedInput, ...]:
    if department is None:
        return ()
    fields = (directory.fields.get(id) for id in department.required_on_form)
    languages = (language, department.language)
    return tuple(_input(field, custom.get(field.id, ()), languages) for field in fields if field and not field.retired)


def offered_categories(
    department: Department | None, directory: Directory, language: str
) -> tuple[tuple[str, str], ...]:
    """Ids and names of the categories that a department lets people choose from."""
    if department is None:
        return ()
    found = (directory.categories.get(id) for id in department.form_categories)
    kept = (category for category in found if category and not category.retired)
    return tuple((category.id, named_in(category.names, language, department.language)) for category in kept)


def _input(field: CustomField, values: tuple[str, ...], languages: tuple[str, str]) -> AskedInput:
    return AskedInput(
        name=PREFIX + field.id,
        field=f"fields.{field.id}",
        label=named_in(field.names, *languages),
        kind=field.kind,
        type=_TYPES.get(field.kind, "text"),
        options=tuple((choice.id, named_in(choice.names, *languages)) for choice in field.choices),
        values=values,
    )
